"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { MeasureReport, TimedIncident } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { Sample } from "./incident-table";

/** Records without this time: counted by state, and one click away each with its reason. */
export function NotCounted(props: { readonly report: MeasureReport; readonly incidents: readonly TimedIncident[] }) {
  const { measure, counts } = props.report;
  const t = useTranslations("reports");
  const format = useFormat();
  const missing = props.incidents.filter(({ times }) => times[measure].state !== "recorded");
  const bold = (text: React.ReactNode) => <b>{text}</b>;
  if (missing.length === 0) return <span className="quiet-bold">{t.rich("notCounted.all", { b: bold })}</span>;
  const parts = [
    counts.pending > 0 && t("notCounted.pending", { n: counts.pending }),
    counts.notApplicable > 0 && t("notCounted.notApplicable", { n: counts.notApplicable }),
    counts.invalid > 0 && t("notCounted.invalid", { n: counts.invalid }),
  ].filter((part) => part !== false);
  return (
    <details>
      <summary className="quiet-bold cursor-pointer">
        {t.rich("notCounted.title", { n: missing.length, parts: parts.join(t("comma")), b: bold })}{" "}
        <span className="text-accent print:hidden">{t("notCounted.show")}</span>
      </summary>
      <ul className="mt-1 max-h-60 overflow-auto">
        {missing.map((incident) => (
          <li key={incident.id} className="flex gap-2 py-0.5">
            <Link href={`/incidents/${incident.number}`} prefetch={false} className="text-accent">
              #{incident.number} {incident.title}
            </Link>
            <span className="text-fg-3">{format.dateTime(incident.detectedAt)}</span>
            <span>
              <Reason report={props.report} incident={incident} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Reason({ report, incident }: { report: MeasureReport; incident: TimedIncident }) {
  const t = useTranslations("reports");
  const sample = incident.times[report.measure];
  return (
    <>
      <Sample measure={report.measure} sample={sample} />
      {"reason" in sample ? <span className="text-fg-3">, {t(`reason.${sample.reason}`)}</span> : null}
    </>
  );
}
