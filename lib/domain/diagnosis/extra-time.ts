import { quantileOf } from "../quantile";
import { compareCohorts } from "../span-cohorts";
import { compareText } from "../text-order";
import type { Trace } from "../trace";
import { rootSpanOf } from "../trace-tree";
import { exampleTraces } from "./example-traces";
import { placed } from "./place";

/** Where slow requests spend more time than usual. Shares are of the extra time, over all places they add up to 1. */
export type ExtraTime = {
  readonly slowTraces: number;
  readonly normalTraces: number;
  /** Mean extra milliseconds of a slow trace. */
  readonly extraMs: number;
  readonly places: readonly PlaceTime[];
};

export type PlaceTime = {
  readonly place: string;
  readonly shareRatio: number;
  readonly extraMs: number;
  /** The operation behind most of it, with its median self time before and now; null = it did not occur. */
  readonly operation: string;
  readonly beforeMs: number | null;
  readonly nowMs: number | null;
  readonly operations: readonly { readonly operation: string; readonly extraMs: number }[];
  /** The slow traces whose span of that operation is longest. */
  readonly traceIds: readonly string[];
};

const MIN_TRACES = 5;
const SLOW_FACTOR = 1.3;
const SLOW_MS = 20;

type Stratum = { readonly slow: Trace[]; readonly normal: Trace[] };
type Tally = {
  extraUs: number;
  top: { operation: string; extraUs: number; beforeUs: number | null; nowUs: number | null } | null;
  operations: Map<string, number>;
};

/**
 * Compares slow traces of now with traces from before, by entry operation, so that a mix of other requests is not taken for slowness.
 * Extra time is self time on the critical path (callees excluded): a caller that only waits explains nothing. Without traces from before, the fast
 * traces of now are the comparison. null: fewer than five on either side.
 */
export function extraTimeOf(input: {
  readonly current: readonly Trace[];
  readonly normal: readonly Trace[];
  readonly known: ReadonlySet<string>;
  readonly objectiveMs: number;
}): ExtraTime | null {
  const strata = strataOf(input);
  const slowTraces = strata.reduce((sum, { slow }) => sum + slow.length, 0);
  const normalTraces = strata.reduce((sum, { normal }) => sum + normal.length, 0);
  if (slowTraces < MIN_TRACES || normalTraces < MIN_TRACES) return null;

  const tallies = new Map<string, Tally>();
  for (const { slow, normal } of strata) {
    const weight = slow.length / slowTraces;
    for (const row of compareCohorts({ a: slow, b: normal }).rows) {
      const tally = tallies.get(row.service) ?? { extraUs: 0, top: null, operations: new Map<string, number>() };
      tallies.set(row.service, tally);
      const extraUs = row.differenceUs * weight;
      tally.extraUs += extraUs;
      tally.operations.set(row.operation, (tally.operations.get(row.operation) ?? 0) + extraUs);
      if (tally.top === null || extraUs > tally.top.extraUs) {
        tally.top = { operation: row.operation, extraUs, beforeUs: row.b.medianSelfUs, nowUs: row.a.medianSelfUs };
      }
    }
  }
  const totalUs = [...tallies.values()].reduce((sum, { extraUs }) => sum + Math.max(0, extraUs), 0);
  if (totalUs <= 0) return null;
  const slowSpans = strata.flatMap(({ slow }) => slow.flatMap(({ spans }) => spans));
  const places = [...tallies].map(
    ([place, { extraUs, top, operations }]): PlaceTime => ({
      place,
      shareRatio: Math.max(0, extraUs) / totalUs,
      extraMs: extraUs / 1_000,
      operation: top?.operation ?? "",
      beforeMs: msOf(top?.beforeUs),
      nowMs: msOf(top?.nowUs),
      operations: [...operations]
        .map(([operation, us]) => ({ operation, extraMs: us / 1_000 }))
        .sort((a, b) => b.extraMs - a.extraMs || compareText(a.operation, b.operation)),
      traceIds: exampleTraces(
        slowSpans.filter((span) => span.service === place && span.operation === top?.operation),
        ({ durationUs }) => durationUs,
      ),
    }),
  );
  places.sort((a, b) => b.shareRatio - a.shareRatio || compareText(a.place, b.place));
  return { slowTraces, normalTraces, extraMs: totalUs / 1_000, places };
}

function strataOf({ current, normal, known, objectiveMs }: Parameters<typeof extraTimeOf>[0]): readonly Stratum[] {
  const normalBy = byEntry(normal, known);
  const currentBy = byEntry(current, known);
  const strata: Stratum[] = [];
  for (const [entry, traces] of currentBy) {
    const before = normalBy.get(entry) ?? [];
    if (before.length > 0) {
      const usualUs = quantileOf(before.map(rootUs), 0.95) ?? 0;
      const limitUs = Math.max(usualUs * SLOW_FACTOR, usualUs + SLOW_MS * 1_000);
      strata.push({ slow: traces.filter((trace) => rootUs(trace) >= limitUs), normal: before });
    } else if (normal.length === 0) {
      const limitUs = objectiveMs * 1_000;
      strata.push({
        slow: traces.filter((trace) => rootUs(trace) >= limitUs),
        normal: traces.filter((trace) => rootUs(trace) < limitUs),
      });
    }
  }
  return strata.filter(({ slow, normal: usual }) => slow.length > 0 && usual.length > 0);
}

function byEntry(traces: readonly Trace[], known: ReadonlySet<string>): ReadonlyMap<string, Trace[]> {
  const groups = new Map<string, Trace[]>();
  for (const trace of traces) {
    const root = rootSpanOf(trace);
    if (root === null) continue;
    const key = JSON.stringify([root.service, root.operation]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(placed(trace, known));
  }
  return groups;
}

function rootUs(trace: Trace): number {
  return rootSpanOf(trace)?.durationUs ?? 0;
}

function msOf(us: number | null | undefined): number | null {
  return us == null ? null : us / 1_000;
}
