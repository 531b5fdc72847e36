import { criticalPathOf } from "./critical-path";
import { quantileOf } from "./quantile";
import { selfTimesOf } from "./self-time";
import { compareText } from "./text-order";
import type { Trace } from "./trace";
import { rootSpanOf } from "./trace-tree";

/** One (service, operation) within one cohort of traces. */
export type CohortStats = {
  /** Traces in which the operation occurs. */
  readonly traces: number;
  /** Spans of the operation. */
  readonly n: number;
  /** Self time of all its spans in one trace, over the traces in which it occurs; null when it occurs in none. */
  readonly medianSelfUs: number | null;
  readonly p95SelfUs: number | null;
  /** Its time on the critical path ÷ duration of all traces of the cohort, 0–1. */
  readonly criticalRatio: number;
  /** Its time on the critical path per trace of the cohort, those without it included. */
  readonly criticalUsPerTrace: number;
};

export type CohortRow = {
  readonly service: string;
  readonly operation: string;
  readonly a: CohortStats;
  readonly b: CohortStats;
  /** a.criticalUsPerTrace − b.criticalUsPerTrace. Over all rows these add up to the difference of the mean trace durations. */
  readonly differenceUs: number;
  /** a.medianSelfUs − b.medianSelfUs; null when either has none. */
  readonly medianSelfDifferenceUs: number | null;
};

export type CohortComparison = {
  readonly aTraces: number;
  readonly bTraces: number;
  /** What explains most of a being slower comes first. */
  readonly rows: readonly CohortRow[];
};

/** Two cohorts of traces, and the traces that belong to neither. */
export type Cohorts = {
  readonly a: readonly Trace[];
  readonly b: readonly Trace[];
  readonly neither: readonly Trace[];
};

type Tally = { readonly service: string; readonly operation: string; n: number; criticalUs: number; selfUs: number[] };

/** Where cohort `a` spends its time differently from cohort `b`, by (service, operation). */
export function compareCohorts({
  a,
  b,
}: {
  readonly a: readonly Trace[];
  readonly b: readonly Trace[];
}): CohortComparison {
  const inA = tallyOf(a);
  const inB = tallyOf(b);
  const totalUsA = totalRootUs(a);
  const totalUsB = totalRootUs(b);
  const rows = [...new Map([...inB, ...inA])].map(([key, { service, operation }]): CohortRow => {
    const statsA = statsOf(inA.get(key), a.length, totalUsA);
    const statsB = statsOf(inB.get(key), b.length, totalUsB);
    const hasBoth = statsA.medianSelfUs !== null && statsB.medianSelfUs !== null;
    return {
      service,
      operation,
      a: statsA,
      b: statsB,
      differenceUs: statsA.criticalUsPerTrace - statsB.criticalUsPerTrace,
      medianSelfDifferenceUs: hasBoth ? (statsA.medianSelfUs ?? 0) - (statsB.medianSelfUs ?? 0) : null,
    };
  });
  rows.sort(
    (x, y) =>
      y.differenceUs - x.differenceUs ||
      (y.medianSelfDifferenceUs ?? 0) - (x.medianSelfDifferenceUs ?? 0) ||
      compareText(x.service, y.service) ||
      compareText(x.operation, y.operation),
  );
  return { aTraces: a.length, bTraces: b.length, rows };
}

/** a = traces whose root took at least `thresholdUs`, b = the faster rest. Traces without a root belong to neither. */
export function slowAndFast(traces: readonly Trace[], thresholdUs: number): Cohorts {
  return splitBy(traces, (trace) => {
    const root = rootSpanOf(trace);
    return root === null ? "neither" : root.durationUs >= thresholdUs ? "a" : "b";
  });
}

/**
 * a = traces in which `service` ran only as release `after`, b = only as `before`. Traces with both (a rollout in
 * progress), with neither, or without a version belong to neither cohort.
 */
export function byVersion(
  traces: readonly Trace[],
  { service, before, after }: { readonly service: string; readonly before: string; readonly after: string },
): Cohorts {
  return splitBy(traces, (trace) => {
    const versions = new Set(trace.spans.filter((span) => span.service === service).map((span) => span.version));
    if (versions.size !== 1) return "neither";
    return versions.has(after) ? "a" : versions.has(before) ? "b" : "neither";
  });
}

function splitBy(traces: readonly Trace[], cohortOf: (trace: Trace) => keyof Cohorts): Cohorts {
  const cohorts: Record<keyof Cohorts, Trace[]> = { a: [], b: [], neither: [] };
  for (const trace of traces) cohorts[cohortOf(trace)].push(trace);
  return cohorts;
}

function tallyOf(traces: readonly Trace[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const trace of traces) {
    const selfUsHere = new Map<Tally, number>();
    for (const [span, selfUs] of selfTimesOf(trace)) {
      const tally = tallyFor(tallies, span);
      tally.n += 1;
      selfUsHere.set(tally, (selfUsHere.get(tally) ?? 0) + selfUs);
    }
    for (const [tally, selfUs] of selfUsHere) tally.selfUs.push(selfUs);
    for (const { span, startUs, endUs } of criticalPathOf(trace).sections) {
      tallyFor(tallies, span).criticalUs += endUs - startUs;
    }
  }
  return tallies;
}

function tallyFor(tallies: Map<string, Tally>, { service, operation }: { service: string; operation: string }): Tally {
  const key = JSON.stringify([service, operation]);
  const known = tallies.get(key);
  if (known !== undefined) return known;
  const tally: Tally = { service, operation, n: 0, criticalUs: 0, selfUs: [] };
  tallies.set(key, tally);
  return tally;
}

function statsOf(tally: Tally | undefined, traces: number, totalUs: number): CohortStats {
  const criticalUs = tally?.criticalUs ?? 0;
  return {
    traces: tally?.selfUs.length ?? 0,
    n: tally?.n ?? 0,
    medianSelfUs: quantileOf(tally?.selfUs ?? [], 0.5),
    p95SelfUs: quantileOf(tally?.selfUs ?? [], 0.95),
    criticalRatio: totalUs === 0 ? 0 : criticalUs / totalUs,
    criticalUsPerTrace: traces === 0 ? 0 : criticalUs / traces,
  };
}

function totalRootUs(traces: readonly Trace[]): number {
  return traces.reduce((sum, trace) => sum + (rootSpanOf(trace)?.durationUs ?? 0), 0);
}
