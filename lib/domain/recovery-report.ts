import { type Distribution, distributionOf } from "./distribution";
import { CHAIN_BUDGET_MS } from "./golden-chain";
import type { Incident } from "./incident";
import { type MedianRatio, medianRatioOf } from "./median-ratio";
import type { MitigationStatus } from "./mitigation";
import { type IncidentTimes, TIME_MEASURES, type TimeMeasure, timesOf } from "./mttx";

/** One incident as reports read it: columns only, no events. */
export type ReportIncident = Pick<
  Incident,
  | "id"
  | "title"
  | "service"
  | "team"
  | "severity"
  | "origin"
  | "detectedAt"
  | "impactStartAt"
  | "acknowledgedAt"
  | "mitigatedAt"
  | "resolvedAt"
> & {
  readonly number: number;
  /** Part of another incident, which is the one that is measured. */
  readonly isMerged?: boolean;
};

export type ReportRollback = {
  readonly mitigationId: string;
  readonly incidentNumber: number;
  readonly service: string;
  readonly status: MitigationStatus;
  readonly at: Date;
};

/** [from, to) by the first firing alert. */
export type Period = { readonly from: Date; readonly to: Date };

export type TimedIncident = ReportIncident & { readonly times: IncidentTimes };

export type SampleCounts = {
  readonly recorded: number;
  readonly pending: number;
  readonly notApplicable: number;
  readonly invalid: number;
};

export type MeasureReport = {
  readonly measure: TimeMeasure;
  readonly now: Distribution;
  readonly before: Distribution;
  readonly ratio: MedianRatio | null;
  readonly counts: SampleCounts;
};

export const ROLLBACK_OUTCOMES = ["recovered", "not_recovered", "cannot_tell", "failed", "refused", "running"] as const;
export type RollbackOutcome = (typeof ROLLBACK_OUTCOMES)[number];

/** The answer to "are we getting better?". no_comparison: enough now, too few before. */
export type ReportAnswer = "none" | "not_enough" | "no_comparison" | "better" | "worse" | "not_shown";

export type RecoveryReport = {
  readonly period: Period;
  readonly before: Period;
  readonly incidents: readonly TimedIncident[];
  readonly incidentsBefore: number;
  readonly excludedTests: number;
  /** Incidents that are part of another one. */
  readonly excludedMerged: number;
  readonly measures: readonly MeasureReport[];
  readonly answer: ReportAnswer;
  /** Resolved within the 17 minutes, of those with a recorded time. */
  readonly withinChain: { readonly now: number; readonly n: number; readonly before: number; readonly nBefore: number };
  readonly rollbacks: readonly {
    readonly outcome: RollbackOutcome;
    readonly rows: readonly ReportRollback[];
  }[];
};

/** The period before, as long as the period. */
export function periodBefore({ from, to }: Period): Period {
  return { from: new Date(from.getTime() - (to.getTime() - from.getTime())), to: from };
}

/**
 * Recovery times of a period against the period before it. Test incidents and parts of merged ones are left out and counted; pending, not applicable
 * and invalid samples are counted beside each distribution and never become numbers in it.
 */
export function recoveryReportOf(input: {
  readonly period: Period;
  readonly incidents: readonly ReportIncident[];
  readonly incidentsBefore: readonly ReportIncident[];
  readonly rollbacks: readonly ReportRollback[];
}): RecoveryReport {
  const incidents = realOnes(input.incidents).map(timed);
  const earlier = realOnes(input.incidentsBefore).map(timed);
  const measures = TIME_MEASURES.map((measure) => measureReportOf(measure, incidents, earlier));
  const resolve = measures.find(({ measure }) => measure === "resolve");
  const within = (distribution: Distribution | undefined) =>
    distribution?.values.filter((value) => value <= CHAIN_BUDGET_MS).length ?? 0;
  return {
    period: input.period,
    before: periodBefore(input.period),
    incidents,
    incidentsBefore: earlier.length,
    excludedTests: input.incidents.filter(({ origin }) => origin === "test").length,
    excludedMerged: input.incidents.filter(({ origin, isMerged }) => origin !== "test" && isMerged === true).length,
    measures,
    answer: resolve ? answerOf(resolve) : "none",
    withinChain: {
      now: within(resolve?.now),
      n: resolve?.now.n ?? 0,
      before: within(resolve?.before),
      nBefore: resolve?.before.n ?? 0,
    },
    rollbacks: ROLLBACK_OUTCOMES.map((outcome) => ({
      outcome,
      rows: input.rollbacks.filter(({ status }) => outcomeOf(status) === outcome),
    })),
  };
}

function realOnes(incidents: readonly ReportIncident[]): readonly ReportIncident[] {
  return incidents.filter(({ origin, isMerged }) => origin !== "test" && isMerged !== true);
}

function timed(incident: ReportIncident): TimedIncident {
  return { ...incident, times: timesOf(incident) };
}

function recordedOf(measure: TimeMeasure, incidents: readonly TimedIncident[]): readonly number[] {
  return incidents.flatMap(({ times }) => (times[measure].state === "recorded" ? [times[measure].durationMs] : []));
}

function measureReportOf(
  measure: TimeMeasure,
  incidents: readonly TimedIncident[],
  earlier: readonly TimedIncident[],
): MeasureReport {
  const [now, before] = [distributionOf(recordedOf(measure, incidents)), distributionOf(recordedOf(measure, earlier))];
  const count = (state: string) => incidents.filter(({ times }) => times[measure].state === state).length;
  return {
    measure,
    now,
    before,
    ratio: medianRatioOf(now, before),
    counts: {
      recorded: now.n,
      pending: count("pending"),
      notApplicable: count("not_applicable"),
      invalid: count("invalid"),
    },
  };
}

function answerOf({ now, ratio }: MeasureReport): ReportAnswer {
  if (now.n === 0) return "none";
  if (now.median === null) return "not_enough";
  return ratio === null ? "no_comparison" : ratio.verdict;
}

/** null: planned and never approved, so no rollback. */
export function outcomeOf(status: MitigationStatus): RollbackOutcome | null {
  switch (status) {
    case "planned":
      return null;
    case "recovered":
    case "not_recovered":
    case "failed":
    case "refused":
      return status;
    case "inconclusive":
    case "unknown":
      return "cannot_tell";
    case "approved":
    case "applying":
    case "applied":
    case "verifying":
      return "running";
    default:
      return status satisfies never;
  }
}
