import { compareText } from "./text-order";
import type { TraceOutline } from "./trace-outline";

/** Where one trace spent its time, by service and operation. */
export type ProfileRow = {
  readonly service: string;
  readonly operation: string;
  /** Spans. */
  readonly n: number;
  readonly errors: number;
  /** Time in which its spans ran and none of their children did. */
  readonly selfUs: number;
  readonly criticalUs: number;
  /** criticalUs ÷ the root's duration, 0–1; null when there is no root or it took no time. */
  readonly criticalRatio: number | null;
};

/** Most of the critical path first, then most self time. The shares of all rows add up to 1. */
export function traceProfileOf({ rows, root }: TraceOutline): readonly ProfileRow[] {
  const byPlace = new Map<
    string,
    Omit<ProfileRow, "criticalRatio"> & { n: number; errors: number; selfUs: number; criticalUs: number }
  >();
  for (const { span, selfUs, criticalUs } of rows) {
    const { service, operation } = span;
    const key = JSON.stringify([service, operation]);
    const row = byPlace.get(key) ?? { service, operation, n: 0, errors: 0, selfUs: 0, criticalUs: 0 };
    byPlace.set(key, row);
    row.n += 1;
    if (span.status === "error") row.errors += 1;
    row.selfUs += selfUs;
    row.criticalUs += criticalUs;
  }
  const durationUs = root?.durationUs ?? 0;
  return [...byPlace.values()]
    .sort(
      (a, b) =>
        b.criticalUs - a.criticalUs ||
        b.selfUs - a.selfUs ||
        compareText(a.service, b.service) ||
        compareText(a.operation, b.operation),
    )
    .map((row) => ({ ...row, criticalRatio: durationUs === 0 ? null : row.criticalUs / durationUs }));
}
