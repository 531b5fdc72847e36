import { quantileOf } from "./quantile";
import { compareText } from "./text-order";
import type { Span, Trace } from "./trace";
import { traceTreeOf } from "./trace-tree";

/** Calls of one service to another (or to `external:NAME`) as the given traces show them. */
export type CallEdge = {
  readonly caller: string;
  readonly callee: string;
  readonly calls: number;
  /** Calls that failed as the caller saw it, or as the callee said. */
  readonly errors: number;
  /** 95th percentile as the caller saw it, in microseconds. */
  readonly p95Us: number;
};

export type Call = {
  readonly caller: string;
  readonly callee: string;
  readonly durationUs: number;
  readonly isError: boolean;
};

/** Whom a span that nobody answered asked: a service of ours or an outside one; null when it does not say. */
export type PeerOf = (span: Span, known: ReadonlySet<string>) => string | null;

/**
 * Call edges of many traces, busiest first.
 *
 *   client span (order → payment)      |-----------------|     duration and error: what order saw
 *     server span (payment)                |--------|          service: the callee
 *
 * A client span with `peer.service` and no server child is a call to something that sends no traces: `external:NAME`.
 * When NAME is a service of these traces or of `knownServices`, it is that service which did not answer, not an
 * outside one.
 */
export function callGraphOf(
  traces: readonly Trace[],
  options: { readonly knownServices?: readonly string[] } = {},
): readonly CallEdge[] {
  const known = new Set(options.knownServices ?? []);
  for (const trace of traces) for (const span of trace.spans) known.add(span.service);

  const edges = new Map<string, { caller: string; callee: string; errors: number; durationsUs: number[] }>();
  for (const trace of traces) {
    for (const call of callsOf(trace, known)) {
      const key = JSON.stringify([call.caller, call.callee]);
      const edge = edges.get(key) ?? { caller: call.caller, callee: call.callee, errors: 0, durationsUs: [] };
      edges.set(key, edge);
      edge.durationsUs.push(call.durationUs);
      if (call.isError) edge.errors += 1;
    }
  }
  return [...edges.values()]
    .map(({ caller, callee, errors, durationsUs }) => ({
      caller,
      callee,
      calls: durationsUs.length,
      errors,
      p95Us: quantileOf(durationsUs, 0.95) ?? 0,
    }))
    .sort((a, b) => b.calls - a.calls || compareText(a.caller, b.caller) || compareText(a.callee, b.callee));
}

/** Every call of one trace. A call inside a call to the same peer (a driver under its wrapper) is the same call. */
export function callsOf(trace: Trace, known: ReadonlySet<string>, peerOf: PeerOf = namedPeerOf): readonly Call[] {
  const tree = traceTreeOf(trace);
  const calls: Call[] = [];
  for (const span of trace.spans) {
    const answered = tree.childrenOf(span).filter((child) => isCall(span, child));
    for (const child of answered) calls.push(callOf(span, child, answered.length === 1));
    if (answered.length > 0 || !isOutgoing(span)) continue;
    const callee = peerOf(span, known);
    if (callee === null) continue;
    const parent = tree.parentOf(span);
    const isRepeated =
      parent !== null &&
      parent.service === span.service &&
      isOutgoing(parent) &&
      !tree.childrenOf(parent).some((child) => isCall(parent, child)) &&
      peerOf(parent, known) === callee;
    if (!isRepeated) {
      const { service: caller, durationUs, status } = span;
      calls.push({ caller, callee, durationUs, isError: status === "error" });
    }
  }
  return calls;
}

const namedPeerOf: PeerOf = (span, known) => {
  const peer = span.attributes["peer.service"];
  return peer === undefined || peer === "" ? null : known.has(peer) ? peer : `external:${peer}`;
};

/** A retry under one client span has several server children: then only each child knows its own time and fate. */
function callOf(parent: Span, child: Span, isOnlyOne: boolean): Call {
  const seenByCaller = isOnlyOne && parent.kind === "client";
  return {
    caller: parent.service,
    callee: child.service,
    durationUs: seenByCaller ? parent.durationUs : child.durationUs,
    isError: child.status === "error" || (seenByCaller && parent.status === "error"),
  };
}

function isCall(parent: Span, child: Span): boolean {
  return (
    parent.service !== child.service || (isOutgoing(parent) && (child.kind === "server" || child.kind === "consumer"))
  );
}

function isOutgoing(span: Span): boolean {
  return span.kind === "client" || span.kind === "producer";
}
