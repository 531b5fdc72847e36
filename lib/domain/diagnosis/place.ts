import type { Span, Trace } from "../trace";
import { endUsOf, type TraceTree, traceTreeOf } from "../trace-tree";

/**
 * Where a span's own time and failure belong: its service, except for a call that nobody answered with a span. That one
 * belongs to whom it asked: an own service by name, anything else as `external:NAME`. A database call without `peer.service` is
 * its caller's own.
 */
export function placeOf(span: Span, tree: TraceTree, known: ReadonlySet<string>): string {
  const peer = span.attributes["peer.service"];
  const isCall = span.kind === "client" || span.kind === "producer";
  if (!isCall || peer === undefined || peer === "" || peer === span.service) return span.service;
  if (tree.childrenOf(span).length > 0) return span.service;
  return known.has(peer) ? peer : `external:${peer}`;
}

/** The same trace with every span under the name of its place. Links between spans do not change. */
export function placed(trace: Trace, known: ReadonlySet<string>): Trace {
  const tree = traceTreeOf(trace);
  return {
    traceId: trace.traceId,
    spans: trace.spans.map((span) => {
      const place = placeOf(span, tree, known);
      return place === span.service ? span : { ...span, service: place };
    }),
  };
}

/** A call that an open circuit breaker refused: a consequence of earlier failures, never their beginning. */
export function isRefusedByBreaker(span: Span): boolean {
  return /circuit|breaker/i.test(`${span.attributes["error.type"] ?? ""} ${span.statusMessage ?? ""}`);
}

export function isTimeout(span: Span): boolean {
  return /time-?d?\s?-?out|deadline/i.test(`${span.attributes["error.type"] ?? ""} ${span.statusMessage ?? ""}`);
}

/** Where a call that was given up spent its time: down through the child that took most of it. */
export function slowestBelow(span: Span, tree: TraceTree): Span {
  let current = span;
  for (let depth = 0; depth < 64; depth += 1) {
    const untilUs = endUsOf(current);
    const longest = tree
      .childrenOf(current)
      .map((child) => ({ child, us: Math.min(untilUs, endUsOf(child)) - child.startUs }))
      .reduce<{ child: Span; us: number } | null>(
        (best, entry) => (best === null || entry.us > best.us ? entry : best),
        null,
      );
    if (longest === null || longest.us < current.durationUs * 0.5) return current;
    current = longest.child;
  }
  return current;
}
