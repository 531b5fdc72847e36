"use client";

import { useTranslations } from "next-intl";
import type { AlertRow } from "@/lib/contracts/incident-alerts";
import { useFormat } from "../format/use-format";
import { Mark } from "../ui/mark";

/** One firing period of one alert: state, since when, who has seen it, its labels, and its rule. */
export function AlertItem(props: {
  readonly alert: AlertRow;
  readonly nowMs: number;
  readonly isChosen: boolean;
  /** null: this person may not choose. */
  readonly onToggle: (() => void) | null;
}) {
  const t = useTranslations("command.alerts");
  const format = useFormat();
  const { alert } = props;
  const { alertname, service, severity, summary, startsAt, endsAt, seen } = alert;
  const isFiring = endsAt === null;
  const tookMs = (endsAt?.getTime() ?? props.nowMs) - startsAt.getTime();
  const link = safeLink(alert.generatorUrl);
  return (
    <li className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-2 border-line border-b py-2 text-sm leading-[17px] [content-visibility:auto] [contain-intrinsic-size:auto_56px]">
      {props.onToggle ? (
        <input
          type="checkbox"
          className="mt-0.5 size-4 justify-self-center"
          aria-label={t("choose", { name: alertname, service })}
          checked={props.isChosen}
          onChange={props.onToggle}
        />
      ) : (
        <span />
      )}
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <Mark shape={isFiring ? "act" : "fine"} />
          <b className="min-w-0 break-words font-medium">{alertname}</b>
          <span className="text-fg-2">{service}</span>
          <span className="text-fg-3 text-xs">{severity ?? t("no_severity")}</span>
        </p>
        <p className="text-fg-3 text-xs leading-4">
          {t(isFiring ? "firing_since" : "resolved_after", {
            time: format.dateTime(startsAt),
            took: format.duration(tookMs),
          })}
          {seen ? ` · ${t("seen", { by: seen.by, time: format.time(seen.at) })}` : ""}
        </p>
        <p className="break-words text-fg-2">{summary}</p>
        <details className="mt-0.5 text-xs">
          <summary className="min-h-6 cursor-pointer py-1 text-fg-3">
            {t("labels", { n: Object.keys(alert.labels).length })}
          </summary>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 font-mono leading-[17px]">
            {Object.entries(alert.labels).map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-fg-3">{name}</dt>
                <dd className="break-all">{value}</dd>
              </div>
            ))}
          </dl>
          {link ? (
            <a href={link} rel="noreferrer" target="_blank" className="inline-block py-1 text-accent underline">
              {t("rule")}
            </a>
          ) : null}
        </details>
      </div>
    </li>
  );
}

/** The sender names this address: only http and https are followed, never a script. */
function safeLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}
