import { quantileOf } from "../quantile";
import type { Span, Trace } from "../trace";
import { traceTreeOf } from "../trace-tree";
import { isRefusedByBreaker, isTimeout, placeOf } from "./place";

/** Calls to one outside peer as the callers saw them. */
export type OutsideCalls = {
  readonly place: string;
  readonly n: number;
  readonly p95Ms: number;
  readonly failed: number;
  readonly timeouts: number;
};

/** Every outside peer of these traces. Calls refused by a breaker never left the caller and are not counted. */
export function outsideCallsOf(traces: readonly Trace[], known: ReadonlySet<string>): readonly OutsideCalls[] {
  const spans = new Map<string, Span[]>();
  for (const trace of traces) {
    const tree = traceTreeOf(trace);
    for (const span of trace.spans) {
      const place = placeOf(span, tree, known);
      if (!place.startsWith("external:") || isRefusedByBreaker(span)) continue;
      spans.set(place, [...(spans.get(place) ?? []), span]);
    }
  }
  return [...spans].map(([place, calls]) => ({
    place,
    n: calls.length,
    p95Ms:
      (quantileOf(
        calls.map((call) => call.durationUs),
        0.95,
      ) ?? 0) / 1_000,
    failed: calls.filter((call) => call.status === "error").length,
    timeouts: calls.filter((call) => call.status === "error" && isTimeout(call)).length,
  }));
}
