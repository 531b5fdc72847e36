import type { Span, Trace } from "./trace";
import { endUsOf, traceTreeOf } from "./trace-tree";

/**
 * Spans by which a trace enters a service: what its latency histogram counts. A server or consumer span, or any span whose parent is
 * missing or another service's. Earliest first.
 */
export function entrySpansOf(trace: Trace, service: string): readonly Span[] {
  const tree = traceTreeOf(trace);
  return trace.spans
    .filter((span) => {
      if (span.service !== service) return false;
      if (span.kind === "server" || span.kind === "consumer") return true;
      const parent = tree.parentOf(span);
      return parent === null || parent.service !== service;
    })
    .sort((a, b) => a.startUs - b.startUs);
}

/** Requests that ended in [fromMs, toMs) and took (minMs, maxMs], as a heat map's cells count them; maxMs null = no upper end. */
export function isEntryWithin(
  span: Span,
  range: { readonly fromMs: number; readonly toMs: number; readonly minMs: number; readonly maxMs: number | null },
): boolean {
  const endMs = endUsOf(span) / 1_000;
  const durationMs = span.durationUs / 1_000;
  return (
    endMs >= range.fromMs &&
    endMs < range.toMs &&
    (durationMs > range.minMs || range.minMs === 0) &&
    (range.maxMs === null || durationMs <= range.maxMs)
  );
}
