"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { TIME_MEASURES, type TimeMeasure, type TimeSample } from "@/lib/domain/mttx";
import type { TimedIncident } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";

const SHOWN_MAX = 200;
const cell = "h-8 whitespace-nowrap border-line border-b pr-3";

/** The table behind the charts: each incident with its four times, and in words why one has none. Newest first. */
export function IncidentTable(props: { readonly incidents: readonly TimedIncident[]; readonly chosen: TimeMeasure }) {
  const t = useTranslations("reports");
  const format = useFormat();
  const rows = [...props.incidents].reverse();
  const shown = rows.slice(0, SHOWN_MAX);
  return (
    <>
      <section
        aria-label={t("table.title")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="relative overflow-x-auto"
      >
        <table className="w-full border-collapse">
          <thead>
            <tr className="text-left text-fg-3 text-xs [&>th]:h-6 [&>th]:border-line [&>th]:border-b [&>th]:pr-3 [&>th]:font-medium">
              <th scope="col">{t("table.number")}</th>
              <th scope="col">{t("table.incident")}</th>
              <th scope="col">{t("table.service")}</th>
              <th scope="col">{t("table.severity")}</th>
              <th scope="col">{t("table.detectedAt")}</th>
              {TIME_MEASURES.map((measure) => (
                <th key={measure} scope="col" className="text-right">
                  {t(`measure.${measure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((incident) => (
              <tr key={incident.id} className="hover:bg-hover">
                <td className={cn(cell, "text-fg-3")}>#{incident.number}</td>
                <td className={cn(cell, "max-w-[320px] truncate")}>
                  <Link href={`/incidents/${incident.number}`} prefetch={false} className="text-accent hover:underline">
                    {incident.title}
                  </Link>
                </td>
                <td className={cell}>{incident.service}</td>
                <td className={cell}>{incident.severity}</td>
                <td className={cn(cell, "text-fg-2")}>{format.dateTime(incident.detectedAt)}</td>
                {TIME_MEASURES.map((measure) => (
                  <td key={measure} className={cn(cell, "text-right", measure === props.chosen && "font-medium")}>
                    <Sample measure={measure} sample={incident.times[measure]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > shown.length ? (
        <p className="pt-2 text-fg-3 text-xs">{t("table.more", { shown: shown.length, n: rows.length })}</p>
      ) : null}
    </>
  );
}

/** A duration, or the state with its reason. */
export function Sample({ measure, sample }: { measure: TimeMeasure; sample: TimeSample }) {
  const t = useTranslations("reports");
  const format = useFormat();
  if (sample.state === "recorded") return format.duration(sample.durationMs);
  const reason =
    sample.state === "pending"
      ? t(measure === "detect" ? "reason.pendingDetect" : "reason.pending")
      : t(`reason.${sample.reason}`);
  return (
    <span className="text-fg-3" title={reason}>
      {t(`state.${sample.state}`)}
      <span className="sr-only">: {reason}</span>
    </span>
  );
}
