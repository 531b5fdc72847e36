/**
 * One row of the latency axis: values in (lowS, highS]. highS null = the open band above the last bound, lowS null = the one below
 * the first (only where bounds of 0 and less exist; else latencies start at 0). y runs 0 (bottom) to 1 (top), log of the true bounds.
 */
export type AxisRow = {
  readonly lowS: number | null;
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

/**
 * Rows of a log axis with the real bounds, `boundsS.length + 1` of them: a row twice as wide in ratio is drawn twice as high. Below zero
 * the axis is mirrored. Rows that a logarithm cannot draw (the zero band, both open ends) are as high as their neighbour. `boundsS` ascending.
 */
export function latencyAxisOf(boundsS: readonly number[]): readonly AxisRow[] {
  const lowest = boundsS[0];
  if (lowest === undefined) return [];
  const ends = [lowest > 0 ? 0 : null, ...boundsS, null];
  const ranges = Array.from({ length: boundsS.length + 1 }, (_, row) => ({
    lowS: ends[row] ?? null,
    highS: ends[row + 1] ?? null,
  }));
  ranges[0] = { lowS: lowest > 0 ? 0 : null, highS: lowest };
  const ratios = ranges.map(({ lowS, highS }) => logRatio(lowS, highS));
  const heights = ratios.map((ratio, row) => ratio ?? neighbourOf(ratios, row) ?? 1);
  const total = heights.reduce((sum, height) => sum + height, 0);
  let y0 = 0;
  return ranges.map((range, row) => {
    const y1 = row === ranges.length - 1 ? 1 : y0 + (heights[row] ?? 0) / total;
    const placed = { ...range, y0, y1 };
    y0 = y1;
    return placed;
  });
}

/** Height of a row on a log axis; null where zero or infinity is in it, or where its bounds are too close for logarithms to differ. */
function logRatio(lowS: number | null, highS: number | null): number | null {
  if (lowS === null || highS === null) return null;
  // A difference of logarithms: the ratio itself can overflow.
  const height =
    lowS > 0 ? Math.log(highS) - Math.log(lowS) : highS < 0 ? Math.log(-lowS) - Math.log(-highS) : Number.NaN;
  return height > 0 ? height : null;
}

function neighbourOf(ratios: readonly (number | null)[], row: number): number | null {
  for (let away = 1; away < ratios.length; away += 1) {
    const near = ratios[row + away] ?? ratios[row - away];
    if (near !== undefined && near !== null) return near;
  }
  return null;
}

/** Share of its column that a cell holds, 0–1; null without data. */
export function columnShareOf(column: readonly number[] | null, row: number): number | null {
  const total = column?.reduce((sum, count) => sum + count, 0) ?? 0;
  const count = column?.[row];
  return total > 0 && count !== undefined ? count / total : null;
}
