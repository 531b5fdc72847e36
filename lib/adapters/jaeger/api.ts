import type { SpanKind, Trace, TraceQuery } from "@/lib/domain/trace";
import type { Call } from "./http";

export type Operation = { readonly name: string; readonly kind: SpanKind };

export type Found = {
  readonly traces: readonly Trace[];
  /** How many the server sent, before any filter here: that is what a cap is told by. */
  readonly received: number;
  /** What was done to the answer here; null when nothing. */
  readonly note: string | null;
};

/** One of Jaeger's query APIs in domain words. Every method throws JaegerGap. */
export type JaegerApi = {
  readonly name: "v3" | "v1";
  /** Whether this API is there at all. Any other failure throws. */
  isThere(call: Call): Promise<boolean>;
  services(call: Call): Promise<readonly string[]>;
  operations(call: Call, service: string): Promise<readonly Operation[]>;
  trace(call: Call, traceId: string): Promise<Trace | null>;
  search(call: Call, query: TraceQuery): Promise<Found>;
};

/** Milliseconds as Go reads a duration. */
export function goDuration(ms: number): string {
  return `${Math.round(ms * 1_000)}us`;
}
