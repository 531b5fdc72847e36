import type { Span, Trace, TraceQuery } from "@/lib/domain/trace";

/** Whether one span of the asked service satisfies operation, durations and attributes together (Jaeger's rule). */
export function satisfies(trace: Trace, query: TraceQuery): boolean {
  return trace.spans.some(
    (span) =>
      span.service === query.service &&
      (query.operation === undefined || span.operation === query.operation) &&
      (query.minDurationMs === undefined || span.durationUs >= Math.floor(query.minDurationMs * 1_000)) &&
      (query.maxDurationMs === undefined || span.durationUs <= Math.ceil(query.maxDurationMs * 1_000)) &&
      Object.entries(query.attributes ?? {}).every(([key, value]) => textOf(span, key) === value),
  );
}

/** An attribute, or what Jaeger lets one search by as if it were one. */
function textOf(span: Span, key: string): string | null {
  const own = span.attributes[key];
  if (own !== undefined) return own;
  switch (key) {
    case "span.kind":
      return span.kind;
    case "error":
      return span.status === "error" ? "true" : null;
    case "otel.status_code":
      return span.status === "unset" ? null : span.status.toUpperCase();
    case "otel.status_description":
      return span.statusMessage;
    case "service.name":
      return span.service;
    default:
      return null;
  }
}
