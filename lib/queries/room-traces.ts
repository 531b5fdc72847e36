import type { TraceRow } from "@/lib/contracts/room";
import { selfTimesOf } from "@/lib/domain/self-time";
import { compareText } from "@/lib/domain/text-order";
import type { Trace } from "@/lib/domain/trace";
import { rootSpanOf } from "@/lib/domain/trace-tree";

const SHOWN_SELF_TIMES = 5;

/** A trace as one row: its root, its first failure's words, and where its time went. null for a trace without spans. */
export function traceRowOf(trace: Trace): TraceRow | null {
  const root = rootSpanOf(trace);
  if (root === null) return null;
  const byPlace = new Map<string, { service: string; operation: string; selfMs: number }>();
  for (const [span, selfUs] of selfTimesOf(trace)) {
    const key = JSON.stringify([span.service, span.operation]);
    const entry = byPlace.get(key) ?? { service: span.service, operation: span.operation, selfMs: 0 };
    byPlace.set(key, entry);
    entry.selfMs += selfUs / 1_000;
  }
  const sorted = [...byPlace.values()].sort(
    (a, b) => b.selfMs - a.selfMs || compareText(a.service, b.service) || compareText(a.operation, b.operation),
  );
  const failed = trace.spans.filter((span) => span.status === "error");
  const told = failed.filter((span) => span.statusMessage !== null).sort((a, b) => b.startUs - a.startUs)[0];
  return {
    traceId: trace.traceId,
    startMs: root.startUs / 1_000,
    durationMs: root.durationUs / 1_000,
    service: root.service,
    operation: root.operation,
    status: failed.length > 0 ? "error" : root.status,
    version: root.version,
    statusMessage: told?.statusMessage ?? null,
    selfTimes: sorted.slice(0, SHOWN_SELF_TIMES),
    otherMs: sorted.slice(SHOWN_SELF_TIMES).reduce((sum, { selfMs }) => sum + selfMs, 0),
  };
}
