import { compareText } from "../text-order";
import type { Span } from "../trace";

const EXAMPLES = 3;

/** The traces of the spans that say most, at most three, each once; equal ones in the order of their ids. */
export function exampleTraces(spans: readonly Span[], saysBy: (span: Span) => number): readonly string[] {
  const most = new Map<string, number>();
  for (const span of spans) most.set(span.traceId, Math.max(most.get(span.traceId) ?? 0, saysBy(span)));
  return [...most]
    .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
    .slice(0, EXAMPLES)
    .map(([traceId]) => traceId);
}
