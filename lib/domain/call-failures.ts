import { isRefusedByBreaker, isTimeout } from "./diagnosis/place";
import type { CallCounts } from "./protection";
import type { Span, Trace } from "./trace";
import { type TraceTree, traceTreeOf } from "./trace-tree";

/** One failed call between two services, as its trace tells it. */
export type CallFailure = {
  readonly traceId: string;
  readonly spanId: string;
  readonly atMs: number;
  readonly durationMs: number;
  readonly operation: string;
  /** refused: the open breaker let it not go out. */
  readonly kind: "refused" | "timeout" | "error";
  readonly message: string | null;
};

export type CallPair = {
  /** The caller's name in traces. */
  readonly caller: string;
  /** Names that the callee may have in traces. */
  readonly callees: ReadonlySet<string>;
};

/**
 * Failed calls of a pair, newest first, each call once. Calls that went out and failed go before those that the open breaker refused: an open
 * breaker refuses hundreds, and none of them says why it opened.
 */
export function callFailuresOf(traces: readonly Trace[], pair: CallPair, limit: number): readonly CallFailure[] {
  const failures = callsOf(traces, pair)
    .filter(({ status }) => status === "error")
    .map(
      (span): CallFailure => ({
        traceId: span.traceId,
        spanId: span.spanId,
        atMs: span.startUs / 1_000,
        durationMs: span.durationUs / 1_000,
        operation: span.operation,
        kind: isRefusedByBreaker(span) ? "refused" : isTimeout(span) ? "timeout" : "error",
        message: span.statusMessage,
      }),
    )
    .sort(byNewest);
  const isRefused = ({ kind }: CallFailure) => kind === "refused";
  return [...failures.filter((one) => !isRefused(one)), ...failures.filter(isRefused)].slice(0, limit).sort(byNewest);
}

const byNewest = (a: CallFailure, b: CallFailure) => b.atMs - a.atMs || (a.spanId < b.spanId ? -1 : 1);

/** Calls of a pair counted per step that ends in (fromMs, toMs]. Only as many as the traces hold: a sample, not a rate. */
export function callCountsOf(
  traces: readonly Trace[],
  pair: CallPair,
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): readonly CallCounts[] {
  const columns = Array.from({ length: Math.round((toMs - fromMs) / stepMs) }, (_, column) => ({
    atMs: fromMs + (column + 1) * stepMs,
    total: 0,
    failed: 0,
    rejected: 0,
  }));
  for (const span of callsOf(traces, pair)) {
    const column = columns[Math.ceil((span.startUs / 1_000 - fromMs) / stepMs) - 1];
    if (column === undefined) continue;
    if (span.status === "error" && isRefusedByBreaker(span)) {
      column.rejected += 1;
      continue;
    }
    column.total += 1;
    if (span.status === "error") column.failed += 1;
  }
  return columns;
}

function callsOf(traces: readonly Trace[], pair: CallPair): readonly Span[] {
  const seen = new Set<string>();
  return traces.flatMap((trace) => {
    const tree = traceTreeOf(trace);
    return trace.spans.filter((span) => {
      const key = `${span.traceId} ${span.spanId}`;
      if (seen.has(key) || span.service !== pair.caller || !isCallTo(span, tree, pair.callees)) return false;
      seen.add(key);
      return true;
    });
  });
}

/** A call names whom it asks, or the span that answered it does. */
function isCallTo(span: Span, tree: TraceTree, callees: ReadonlySet<string>): boolean {
  if (span.kind !== "client" && span.kind !== "producer") return false;
  const peer = span.attributes["peer.service"];
  if (peer !== undefined && peer !== "") return callees.has(peer);
  return tree.childrenOf(span).some((child) => child.service !== span.service && callees.has(child.service));
}
