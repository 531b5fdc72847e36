"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { wilsonInterval } from "@/lib/domain/distribution";
import type { RecoveryReport, RollbackOutcome } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";

const SQUARE: Readonly<Record<RollbackOutcome, string>> = {
  recovered: "bg-fg-3",
  not_recovered: "bg-act-solid",
  cannot_tell: "border-[1.5px] border-dashed border-fg-3",
  failed: "bg-[linear-gradient(45deg,var(--act-solid)_50%,transparent_50%)] border-[1.5px] border-act-solid",
  refused: "border-[1.5px] border-fg-3",
  running: "bg-[linear-gradient(90deg,var(--watch-solid)_50%,transparent_50%)] border-[1.5px] border-watch-solid",
};

/** Every approved rollback is one square in the row of its outcome, and in 24 px around it a link to its incident. */
export function RollbackSquares({ rollbacks }: Pick<RecoveryReport, "rollbacks">) {
  const t = useTranslations("reports.rollbacks");
  const format = useFormat();
  const total = rollbacks.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total === 0) return <p className="text-fg-2">{t("none")}</p>;
  const count = (outcome: RollbackOutcome) => rollbacks.find((row) => row.outcome === outcome)?.rows.length ?? 0;
  const ended = total - count("running");
  const interval = wilsonInterval(count("recovered"), ended);
  return (
    <>
      <ul className="flex flex-col">
        {rollbacks
          .filter(({ outcome, rows }) => rows.length > 0 || outcome === "recovered" || outcome === "not_recovered")
          .map(({ outcome, rows }) => (
            <li key={outcome} className="grid min-h-6 grid-cols-[116px_minmax(0,1fr)_auto] items-center gap-2">
              <span>{t(outcome)}</span>
              <span className="-ml-1.5 flex flex-wrap">
                {rows.map(({ mitigationId, incidentNumber, service, at }) => (
                  <Link
                    key={mitigationId}
                    href={`/incidents/${incidentNumber}`}
                    prefetch={false}
                    aria-label={`#${incidentNumber} ${service}, ${t(outcome)}, ${format.dateTime(at)}`}
                    title={`#${incidentNumber} ${service}, ${format.dateTime(at)}`}
                    className="grid size-6 place-items-center rounded-1 hover:bg-hover"
                  >
                    <i aria-hidden className={cn("size-[11px] rounded-[2px]", SQUARE[outcome])} />
                  </Link>
                ))}
              </span>
              <b className="font-semibold">{t("share", { n: rows.length, of: total })}</b>
            </li>
          ))}
      </ul>
      {interval === null ? null : (
        <p className="mt-2 text-fg-3 text-xs leading-4">
          {t("definition", {
            share: format.percent(count("recovered") / ended),
            low: format.percent(interval.low),
            high: format.percent(interval.high),
            n: ended,
          })}
        </p>
      )}
    </>
  );
}
