import { quantileOf } from "../quantile";
import type { Span, Trace } from "../trace";
import { traceTreeOf } from "../trace-tree";
import { exampleTraces } from "./example-traces";
import { isRefusedByBreaker, isTimeout, placeOf } from "./place";

/** Calls to one outside peer as the callers saw them. */
export type OutsideCalls = {
  readonly place: string;
  readonly n: number;
  readonly p95Ms: number;
  readonly failed: number;
  readonly timeouts: number;
  /** The traces of its longest failed calls, of the longest at all when none failed. */
  readonly traceIds: readonly string[];
};

/** Every outside peer of these traces. Calls refused by a breaker never left the caller and are not counted. */
export function outsideCallsOf(traces: readonly Trace[], known: ReadonlySet<string>): readonly OutsideCalls[] {
  const spans = new Map<string, Span[]>();
  for (const trace of traces) {
    const tree = traceTreeOf(trace);
    for (const span of trace.spans) {
      const place = placeOf(span, tree, known);
      if (!place.startsWith("external:") || isRefusedByBreaker(span)) continue;
      const calls = spans.get(place) ?? [];
      spans.set(place, calls);
      calls.push(span);
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
    traceIds: exampleTraces(failedFirst(calls), (call) => call.durationUs),
  }));
}

function failedFirst(calls: readonly Span[]): readonly Span[] {
  const failed = calls.filter(({ status }) => status === "error");
  return failed.length > 0 ? failed : calls;
}
