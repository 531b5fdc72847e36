import { type TraceAnswer, traceToWire } from "@/lib/contracts/trace";
import type { Trace } from "@/lib/domain/trace";
import { traceIdFrom } from "@/lib/domain/trace-id";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";
import type { TraceReads } from "./trace-reads";

export type TraceDeps = Pick<Deps, "clock" | "traces"> & { readonly traceReads: TraceReads };

const TIMEOUT_MS = 15_000;
/** Spans sent to a browser at most; the rest is counted. */
export const MAX_SPANS = 100_000;

/** A trace by its id in any spelling. Throws invalid_input, not_found, and upstream_failed with what was asked and why there is no answer. */
export async function traceById(
  deps: TraceDeps,
  text: string,
): Promise<{ readonly trace: Trace; readonly at: Date; readonly query: string }> {
  const traceId = traceIdFrom(text);
  if (traceId === null) throw new AppError("invalid_input", "traceId: up to 32 hex digits, or the bytes as base64.");
  const nowMs = deps.clock.now().getTime();
  const measured = await deps.traceReads.byId.get(traceId, nowMs, () =>
    deps.traces.trace(traceId, { timeoutMs: TIMEOUT_MS }),
  );
  if (!measured.ok) {
    throw new AppError("upstream_failed", `The trace store gave no answer: ${measured.reason}.`, {
      details: { reason: measured.reason, query: measured.query },
    });
  }
  if (measured.value === null) throw new AppError("not_found", "The trace store has no such trace.");
  return { trace: measured.value, at: measured.at, query: measured.query };
}

/** As the trace view reads it: the earliest MAX_SPANS spans, and how many there are. */
export async function traceAnswer(deps: TraceDeps, text: string): Promise<TraceAnswer> {
  const { trace, at, query } = await traceById(deps, text);
  return {
    trace: traceToWire({ ...trace, spans: trace.spans.slice(0, MAX_SPANS) }),
    source: { at: at.toISOString(), query },
    spansTotal: trace.spans.length,
  };
}
