import type { Grid } from "./series";

/** Figures of a service's processes besides goroutines, heap and GC, which come with its signals. */
export const RUNTIME_FIGURES = [
  /** Pods that report at all. */
  "pods",
  "openFiles",
  "maxFiles",
  /** 0–1, of the pod that is nearest to its limit: a sum over pods hides the one that is full. */
  "fullestFilesRatio",
  "poolInUse",
  "poolMax",
  /** 0–1, of the pool that is nearest to its limit. */
  "fullestPoolRatio",
  "cpuCores",
  "residentBytes",
  "memoryLimitBytes",
] as const;
export type RuntimeFigure = (typeof RUNTIME_FIGURES)[number];

/** One value per column of the grid, summed over pods unless its name says otherwise; null where there was none. */
export type RuntimeSeries = {
  readonly grid: Grid;
  readonly figures: Readonly<Record<RuntimeFigure, readonly (number | null)[]>>;
};

const LEAST_SAMPLES = 5;
const MOST_SAMPLES = 60;
const GROWTH_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

/**
 * How much a figure grows per minute, over the last five minutes that are known: the median of the slopes between all pairs of samples
 * (Theil–Sen), which one restart or spike does not bend. null: fewer than five samples.
 */
export function growthPerMin(values: readonly (number | null)[], stepMs: number): number | null {
  const last = values.findLastIndex((value) => value !== null);
  const first = Math.max(0, last - Math.floor(GROWTH_MS / stepMs));
  const stride = Math.max(1, Math.ceil((last - first + 1) / MOST_SAMPLES));
  const samples: { readonly column: number; readonly value: number }[] = [];
  for (let column = last; column >= first; column -= stride) {
    const value = values[column] ?? null;
    if (value !== null) samples.push({ column, value });
  }
  if (samples.length < LEAST_SAMPLES) return null;
  const slopes = samples.flatMap((a, i) =>
    samples.slice(i + 1).map((b) => (a.value - b.value) / ((a.column - b.column) * stepMs)),
  );
  return (medianOf(slopes) ?? 0) * MINUTE_MS;
}

/** The middle of what is known; null when nothing is. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.ceil((known.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
