/** How counts become shades. Rank: share of the non-empty cells that hold less; outliers stay visible. */
export const SHADE_MODES = ["rank", "log", "linear"] as const;
export type ShadeMode = (typeof SHADE_MODES)[number];

/** One row of the latency axis. `highS` null = the open band above the last bound. y runs 0 (bottom) to 1 (top), log of the true bounds. */
export type AxisRow = {
  readonly lowS: number;
  readonly highS: number | null;
  readonly y0: number;
  readonly y1: number;
};

const FLOAT_NOISE = 1e-9;

/**
 * Cumulative counts of one column (finite bounds ascending, +Inf last) into counts per row. A bucket below the one under it
 * (scrape skew, a pod without that bound) is clamped to zero and reported; missing buckets count nothing.
 * null when +Inf is missing: no data.
 */
export function deaccumulate(
  cumulative: readonly (number | null)[],
): { readonly counts: readonly number[]; readonly isMonotone: boolean } | null {
  const total = cumulative.at(-1) ?? null;
  if (total === null || !Number.isFinite(total)) return null;
  const noise = Math.max(1, total) * FLOAT_NOISE;
  let below = 0;
  let isMonotone = true;
  const counts = cumulative.map((value) => {
    if (value === null || !Number.isFinite(value)) return 0;
    if (value < below - noise) isMonotone = false;
    const count = Math.max(0, value - below);
    below = Math.max(below, value);
    return count;
  });
  return { counts, isMonotone };
}

/** Rows of a log axis with the real bounds: a row twice as wide in ratio is drawn twice as high. `boundsS` ascending, > 0. */
export function latencyAxisOf(boundsS: readonly number[]): readonly AxisRow[] {
  const bounds = boundsS.filter((bound) => bound > 0);
  const first = bounds[0];
  const last = bounds.at(-1);
  if (first === undefined || last === undefined) return [];
  const second = bounds[1] ?? first * 2;
  const beforeLast = bounds.at(-2) ?? last / 2;
  // The lowest row starts at 0 and the highest ends nowhere: each is drawn as high as its neighbour's ratio.
  const edges = [first / (second / first), ...bounds, last * (last / beforeLast)].map(Math.log);
  const bottom = edges[0] ?? 0;
  const height = (edges.at(-1) ?? 1) - bottom;
  return Array.from({ length: bounds.length + 1 }, (_, row) => ({
    lowS: row === 0 ? 0 : (bounds[row - 1] ?? 0),
    highS: bounds[row] ?? null,
    y0: ((edges[row] ?? bottom) - bottom) / height,
    y1: ((edges[row + 1] ?? bottom) - bottom) / height,
  }));
}

/** Shade of every cell, 0–1; null for an empty cell and for every row of a gap. `rows` = rows of the axis. */
export function shadesOf(
  columns: readonly (readonly number[] | null)[],
  mode: ShadeMode,
): readonly (readonly (number | null)[] | null)[] {
  const filled = columns.flatMap((column) => (column ?? []).filter((count) => count > 0));
  const shade = shadeFunction(filled, mode);
  return columns.map((column) => column?.map((count) => (count > 0 ? shade(count) : null)) ?? null);
}

function shadeFunction(filled: readonly number[], mode: ShadeMode): (count: number) => number {
  const sorted = [...new Set(filled)].sort((a, b) => a - b);
  const max = sorted.at(-1) ?? 1;
  if (mode === "linear") return (count) => count / max;
  if (mode === "log") return (count) => Math.log1p(count) / Math.log1p(max);
  const rankOf = new Map(sorted.map((count, index) => [count, (index + 1) / sorted.length]));
  return (count) => rankOf.get(count) ?? 0;
}

/** Share of its column that a cell holds, 0–1; null without data. */
export function columnShareOf(column: readonly number[] | null, row: number): number | null {
  const total = column?.reduce((sum, count) => sum + count, 0) ?? 0;
  const count = column?.[row];
  return total > 0 && count !== undefined ? count / total : null;
}
