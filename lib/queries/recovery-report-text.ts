import { TIME_MEASURES, type TimeSample } from "@/lib/domain/mttx";
import type { MeasureReport, RecoveryReport } from "@/lib/domain/recovery-report";
import { csvCell } from "@/lib/domain/timeline-text";

/** What each measure means, in the words of the API. */
export const MEASURE_DEFINITIONS = {
  detect: "first firing alert − impact start (diagnosed onset or entered by a person)",
  acknowledge: "acknowledged − first firing alert",
  mitigate: "start of the verification window that passed − first firing alert",
  resolve: "resolved − first firing alert",
} as const;

const HEAD = ["number", "title", "service", "team", "severity", "detected_at"] as const;

/** One line per incident: each time in ms and its state, so that nothing is hidden. RFC 4180, UTC. */
export function recoveryCsv({ incidents }: RecoveryReport): string {
  const measured = TIME_MEASURES.flatMap((measure) => [`${measure}_ms`, `${measure}_state`]);
  const lines = incidents.map((incident) =>
    [
      String(incident.number),
      incident.title,
      incident.service,
      incident.team,
      incident.severity,
      incident.detectedAt.toISOString(),
      ...TIME_MEASURES.flatMap((measure) => sampleCells(incident.times[measure])),
    ]
      .map(csvCell)
      .join(","),
  );
  return [[...HEAD, ...measured].join(","), ...lines, ""].join("\r\n");
}

function sampleCells(sample: TimeSample): readonly string[] {
  const reason = "reason" in sample ? `${sample.state}: ${sample.reason}` : sample.state;
  return [sample.state === "recorded" ? String(sample.durationMs) : "", reason];
}

/** One line per approved rollback. */
export function rollbacksCsv({ rollbacks }: RecoveryReport): string {
  const rows = rollbacks.flatMap(({ outcome, rows: all }) => all.map((row) => ({ outcome, ...row })));
  const lines = rows
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ mitigationId, incidentNumber, service, outcome, status, at }) =>
      [at.toISOString(), String(incidentNumber), service, outcome, status, mitigationId].map(csvCell).join(","),
    );
  return ["at,incident,service,outcome,status,mitigation_id", ...lines, ""].join("\r\n");
}

/** The figures as the API answers them: ms, n, 95 % intervals, counts of what has no time, and the definition. */
export function recoveryJson(report: RecoveryReport) {
  return {
    period: periodJson(report.period),
    before: periodJson(report.before),
    incidents: report.incidents.length,
    excludedTests: report.excludedTests,
    excludedMerged: report.excludedMerged,
    answer: report.answer,
    measures: report.measures.map(measureJson),
    rollbacks: report.rollbacks.map(({ outcome, rows }) => ({ outcome, n: rows.length })),
  };
}

function periodJson({ from, to }: { readonly from: Date; readonly to: Date }) {
  return { from: from.toISOString(), to: to.toISOString() };
}

function measureJson({ measure, now, before, ratio, counts }: MeasureReport) {
  const figures = ({ n, median, medianInterval, p95 }: MeasureReport["now"]) => ({
    n,
    medianMs: median,
    medianInterval95Ms: medianInterval,
    p95Ms: p95,
  });
  return {
    measure,
    definition: MEASURE_DEFINITIONS[measure],
    ...figures(now),
    pending: counts.pending,
    notApplicable: counts.notApplicable,
    invalid: counts.invalid,
    before: figures(before),
    medianRatio: ratio === null ? null : { ratio: ratio.ratio, interval95: ratio.interval },
  };
}
