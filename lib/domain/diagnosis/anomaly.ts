import type { WindowSummary } from "../measurement";

/** How one service's window differs from the one before the trouble. */
export type Anomaly = {
  readonly service: string;
  readonly isSlow: boolean;
  readonly isFailing: boolean;
  readonly isPanicking: boolean;
  readonly isLeakingGoroutines: boolean;
  readonly isLeakingMemory: boolean;
  readonly isPoolFull: boolean;
  readonly before: WindowSummary | null;
  readonly now: WindowSummary;
};

/** Below this many requests a quantile or a ratio says nothing. */
export const MIN_REQUESTS = 20;
const SLOWER_FACTOR = 1.5;
const SLOWER_MS = 25;
const MORE_ERRORS = 0.05;
const PANICS_PER_S = 0.1;
const LEAKED_GOROUTINES = 500;
/** More requests hold more goroutines: that is load. */
const LOAD_RATIO = 1.5;
const LEAKED_BYTES = 85 * 1024 * 1024;
const POOL_FULL = 0.9;

/** Compares with the window before; without one, with the objective and with a quiet service. null: too few requests to say anything. */
export function anomalyOf(before: WindowSummary | null, now: WindowSummary, objectiveMs: number): Anomaly | null {
  const usual = before !== null && before.n >= MIN_REQUESTS ? before : null;
  const hasTraffic = now.n >= MIN_REQUESTS;
  const grownBy = (a: number | null, b: number | null | undefined) => (a === null || b == null ? 0 : a - b);
  const isLoad = usual !== null && (now.requestsPerS ?? 0) >= (usual.requestsPerS ?? 0) * LOAD_RATIO;
  const isLeakingGoroutines = !isLoad && grownBy(now.goroutines, before?.goroutines) > LEAKED_GOROUTINES;
  const isLeakingMemory = grownBy(now.heapBytes, before?.heapBytes) > LEAKED_BYTES;
  const isPanicking = (now.panicsPerS ?? 0) > (usual?.panicsPerS ?? 0) + PANICS_PER_S;
  if (!hasTraffic && !isLeakingGoroutines && !isLeakingMemory && !isPanicking) return null;
  return {
    service: now.service,
    isSlow: hasTraffic && now.p95Ms !== null && now.p95Ms > slowLimitMs(usual?.p95Ms ?? null, objectiveMs),
    isFailing: hasTraffic && (now.errorRatio ?? 0) > (usual?.errorRatio ?? 0) + MORE_ERRORS,
    isPanicking,
    isLeakingGoroutines,
    isLeakingMemory,
    isPoolFull: (now.poolUseRatio ?? 0) >= POOL_FULL && (usual?.poolUseRatio ?? 0) < POOL_FULL,
    before: usual,
    now,
  };
}

export function isAnomalous(anomaly: Anomaly): boolean {
  return (
    anomaly.isSlow || anomaly.isFailing || anomaly.isPanicking || anomaly.isLeakingGoroutines || anomaly.isLeakingMemory
  );
}

function slowLimitMs(beforeMs: number | null, objectiveMs: number): number {
  return beforeMs === null ? objectiveMs : Math.max(beforeMs * SLOWER_FACTOR, beforeMs + SLOWER_MS);
}
