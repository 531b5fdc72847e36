import type { Span } from "./trace";

/**
 * Whether a span holds every word of the text, without regard to case: in its service, operation, id, status message or an attribute
 * as `key=value`. The word `error` also finds what failed. No word finds nothing.
 */
export function spanMatcher(text: string): (span: Span) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => false;
  return (span) => {
    const near = `${span.service} ${span.operation} ${span.spanId} ${span.statusMessage ?? ""}`.toLowerCase();
    const rest = words.filter((word) => !near.includes(word) && !(word === "error" && span.status === "error"));
    if (rest.length === 0) return true;
    const entries = Object.entries(span.attributes).map(([key, value]) => `${key}=${value}`.toLowerCase());
    return rest.every((word) => entries.some((entry) => entry.includes(word)));
  };
}
