import type { Span, Trace } from "./trace";

/** A span for tests: `[start, end]` in microseconds, everything else may be said. */
export function drawnSpan(spanId: string, [startUs, endUs]: readonly [number, number], rest: Partial<Span> = {}): Span {
  return {
    traceId: "t1",
    spanId,
    parentSpanId: null,
    service: "shop",
    operation: spanId,
    kind: "internal",
    startUs,
    durationUs: endUs - startUs,
    status: "unset",
    statusMessage: null,
    attributes: {},
    version: null,
    ...rest,
  };
}

/** A trace from rows of (id, parent, start, end). */
export function drawnTrace(rows: readonly (readonly [string, string | null, number, number])[]): Trace {
  return {
    traceId: "t1",
    spans: rows.map(([id, parentSpanId, startUs, endUs]) => drawnSpan(id, [startUs, endUs], { parentSpanId })),
  };
}

/**
 * A valid nested trace from numbers: part i hangs below an earlier span and lies inside it.
 * `parent`, `from` and `to` are 0–1 positions among the earlier spans and within the chosen parent.
 */
export function nestedTrace(
  rootDurationUs: number,
  parts: readonly { readonly parent: number; readonly from: number; readonly to: number }[],
): Trace {
  const spans: Span[] = [drawnSpan("s0", [1_000, 1_000 + rootDurationUs])];
  for (const { parent, from, to } of parts) {
    const above = spans[Math.min(spans.length - 1, Math.floor(parent * spans.length))];
    if (above === undefined) continue;
    const a = above.startUs + Math.floor(Math.min(from, to) * above.durationUs);
    const b = above.startUs + Math.floor(Math.max(from, to) * above.durationUs);
    spans.push(drawnSpan(`s${spans.length}`, [a, b], { parentSpanId: above.spanId }));
  }
  return { traceId: "t1", spans };
}
