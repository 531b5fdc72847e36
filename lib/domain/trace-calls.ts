import { isWaitedFor } from "./critical-path";
import type { Span, Trace } from "./trace";
import { traceTreeOf } from "./trace-tree";

/** One call between services of one trace, with the calls that it led to, by start. */
export type TraceCall = {
  /** Null: from outside, the trace begins here. */
  readonly caller: string | null;
  /** A service, or what the calling span names when nothing there sends spans. */
  readonly callee: string;
  /** False: the callee sends no spans, only the caller's word is known. */
  readonly isTraced: boolean;
  readonly operation: string;
  readonly startUs: number;
  /** As the caller saw it when its span is known, else as the callee did. */
  readonly durationUs: number;
  readonly isError: boolean;
  readonly message: string | null;
  /** True: the caller did not wait. */
  readonly isAsync: boolean;
  readonly calls: readonly TraceCall[];
};

type Draft = Omit<TraceCall, "calls"> & { readonly calls: Draft[] };

/** Attributes by which a client span names what it calls, the most telling first (OpenTelemetry, semantic conventions). */
const PEERS = [
  "peer.service",
  "db.system.name",
  "db.system",
  "messaging.system",
  "rpc.service",
  "server.address",
] as const;

/**
 * The calls of a trace as a forest: spans within one service are folded into the call that led there.
 *
 *   gateway  client  |-------------|       one call gateway → order: time and fate as gateway saw them
 *   order    server    |---------|
 *   order    client      |-|               no span of the callee: the call goes to what `peer.service` or `db.system` names
 */
export function traceCallsOf(trace: Trace): readonly TraceCall[] {
  const tree = traceTreeOf(trace);
  const calls: Draft[] = [];
  const pending: { readonly span: Span; readonly parent: Span | null; readonly into: Draft[] }[] = [];
  const push = (spans: readonly Span[], parent: Span | null, into: Draft[]) => {
    for (let i = spans.length - 1; i >= 0; i -= 1) {
      const span = spans[i];
      if (span !== undefined) pending.push({ span, parent, into });
    }
  };
  push(tree.roots, null, calls);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { span, parent, into } = next;
    const children = tree.childrenOf(span);
    const isAnswered = children.some((child) => isCall(span, child));
    const peer = isAnswered || !isOutgoing(span) ? null : peerOf(span);
    if (parent === null || isCall(parent, span)) {
      const call = callOf(
        parent,
        span,
        parent !== null && tree.childrenOf(parent).filter((c) => isCall(parent, c)).length === 1,
      );
      into.push(call);
      push(children, span, call.calls);
    } else if (peer !== null) {
      const call: Draft = {
        ...ownFacts(span),
        caller: span.service,
        callee: peer,
        isTraced: false,
        isAsync: false,
        calls: [],
      };
      into.push(call);
      push(children, span, call.calls);
    } else push(children, span, into);
  }
  return calls;
}

function callOf(parent: Span | null, span: Span, isOnlyAnswer: boolean): Draft {
  const seen = parent !== null && isOnlyAnswer && parent.kind === "client" ? parent : null;
  return {
    ...ownFacts(span),
    ...(seen === null
      ? {}
      : {
          startUs: seen.startUs,
          durationUs: seen.durationUs,
          isError: span.status === "error" || seen.status === "error",
          message: span.statusMessage ?? seen.statusMessage,
        }),
    caller: parent === null ? null : parent.service,
    callee: span.service,
    isTraced: true,
    isAsync: parent !== null && !isWaitedFor(parent, span),
    calls: [],
  };
}

function ownFacts({ operation, startUs, durationUs, status, statusMessage }: Span) {
  return { operation, startUs, durationUs, isError: status === "error", message: statusMessage };
}

function isCall(parent: Span, child: Span): boolean {
  if (parent.service !== child.service) return true;
  return isOutgoing(parent) && (child.kind === "server" || child.kind === "consumer");
}

function isOutgoing({ kind }: Span): boolean {
  return kind === "client" || kind === "producer";
}

function peerOf({ attributes }: Span): string | null {
  for (const key of PEERS) if (attributes[key]) return attributes[key];
  return null;
}
