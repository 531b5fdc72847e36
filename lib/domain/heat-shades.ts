import { type BaselineShares, excessShare } from "./heat-baseline";

/**
 * How counts become shades. linear: share of the highest count. log: of its logarithm, so that a single request still shows. rank: place
 * among the different counts, so that one busy cell does not pale all others. baseline: share of the column above the healthy window's.
 */
export const SHADE_MODES = ["log", "linear", "rank", "baseline"] as const;
export type ShadeMode = (typeof SHADE_MODES)[number];

export const NO_REQUEST = 0;
/** Requests, and no more than usual. */
export const AS_USUAL = 1;
export const LOWEST_SHADE = 2;
export const HIGHEST_SHADE = 255;

export type HeatShades = {
  readonly columns: number;
  readonly rows: number;
  /** [column × rows + row]: NO_REQUEST, AS_USUAL, or a place on the ramp from LOWEST_SHADE to HIGHEST_SHADE. */
  readonly cells: Uint8Array;
  /** What the highest shade stands for: requests, or with a baseline a share of a column above it, 0–1. 0 = no cell is shaded. */
  readonly max: number;
};

/** Shades of all cells. `columns` null = gap, left empty. Mode "baseline" without one shades as "log". */
export function shadesOf(
  columns: readonly (readonly number[] | null)[],
  rows: number,
  mode: ShadeMode,
  baseline: BaselineShares | null = null,
): HeatShades {
  if (mode === "baseline" && baseline !== null) return shadesAbove(columns, rows, baseline);
  const counts = flat(columns, rows);
  const max = counts.reduce((most, count) => Math.max(most, count), 0);
  const placeOf = placing(counts, mode, max);
  const cells = new Uint8Array(counts.length);
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    if (count > 0) cells[i] = shadeAt(placeOf(count));
  }
  return { columns: columns.length, rows, cells, max };
}

function shadesAbove(
  columns: readonly (readonly number[] | null)[],
  rows: number,
  { shares, n }: BaselineShares,
): HeatShades {
  const counts = flat(columns, rows);
  const excess = new Float64Array(counts.length);
  let max = 0;
  for (let column = 0; column < columns.length; column += 1) {
    const at = column * rows;
    const total = counts.subarray(at, at + rows).reduce((sum, count) => sum + count, 0);
    for (let row = 0; row < rows; row += 1) {
      const above = excessShare({ count: counts[at + row] ?? 0, total }, { share: shares[row] ?? 0, n });
      excess[at + row] = above;
      max = Math.max(max, above);
    }
  }
  const cells = new Uint8Array(counts.length);
  for (let i = 0; i < cells.length; i += 1) {
    const above = excess[i] ?? 0;
    // The square root: a cluster of 2 % must be seen beside one of 40 %.
    cells[i] = above > 0 ? shadeAt(Math.sqrt(above / max)) : (counts[i] ?? 0) > 0 ? AS_USUAL : NO_REQUEST;
  }
  return { columns: columns.length, rows, cells, max };
}

function flat(columns: readonly (readonly number[] | null)[], rows: number): Float64Array {
  const counts = new Float64Array(columns.length * rows);
  for (const [column, values] of columns.entries())
    if (values !== null) counts.set(values.slice(0, rows), column * rows);
  return counts;
}

function placing(counts: Float64Array, mode: ShadeMode, max: number): (count: number) => number {
  if (mode === "linear") return (count) => count / max;
  if (mode !== "rank") return (count) => Math.log1p(count) / Math.log1p(max);
  const different = [...new Set(counts)].filter((count) => count > 0).sort((a, b) => a - b);
  const rankOf = new Map(different.map((count, index) => [count, (index + 1) / different.length]));
  return (count) => rankOf.get(count) ?? 0;
}

function shadeAt(place: number): number {
  return LOWEST_SHADE + Math.round(Math.min(1, Math.max(0, place)) * (HIGHEST_SHADE - LOWEST_SHADE));
}
