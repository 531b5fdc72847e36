import type { Span, Trace } from "./trace";
import { endUsOf, traceTreeOf } from "./trace-tree";

/**
 * Self time in microseconds: the part of a span in which none of its children ran.
 *
 *   self = duration − |⋃ (child ∩ parent)|          never negative
 *
 *   parent   |--------------------------|
 *   B             |------|
 *   C                 |-------|                     overlaps B: counted once
 *   D                               |---------|     ends after the parent: cut
 *   self     |----|           |-----|
 *
 * `children` must be sorted by start.
 */
function selfTimeUs(parent: Span, children: readonly Span[]): number {
  const parentEndUs = endUsOf(parent);
  let selfUs = 0;
  let coveredToUs = parent.startUs;
  for (const child of children) {
    if (child.startUs >= parentEndUs) break;
    if (child.startUs > coveredToUs) selfUs += child.startUs - coveredToUs;
    coveredToUs = Math.max(coveredToUs, endUsOf(child));
  }
  return selfUs + Math.max(0, parentEndUs - coveredToUs);
}

/** Self time of every span of the trace, in microseconds, keyed by the span object itself. O(n log n). */
export function selfTimesOf(trace: Trace): ReadonlyMap<Span, number> {
  const tree = traceTreeOf(trace);
  return new Map(trace.spans.map((span) => [span, selfTimeUs(span, tree.childrenOf(span))]));
}
