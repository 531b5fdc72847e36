import type { HeatSelection } from "./heat-selection";
import type { AxisRow } from "./heatmap";
import type { Grid } from "./series";

/** A rectangle of cells, ends included, in any order: columns of the time grid and rows of the latency axis. */
export type CellRect = {
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly fromRow: number;
  readonly toRow: number;
};

/** What a rectangle of cells stands for. Column i of a grid covers the step that ends at `fromMs + i × stepMs`. null without such rows. */
export function selectionOf(rect: CellRect, grid: Grid, rows: readonly AxisRow[]): HeatSelection | null {
  const [first, last] = [Math.min(rect.fromColumn, rect.toColumn), Math.max(rect.fromColumn, rect.toColumn)];
  const bottom = rows[Math.min(rect.fromRow, rect.toRow)];
  const top = rows[Math.max(rect.fromRow, rect.toRow)];
  if (bottom === undefined || top === undefined) return null;
  const minMs = Math.max(0, wholeMicros(bottom.lowS ?? 0));
  const maxMs = top.highS === null ? null : wholeMicros(top.highS);
  // Rows below zero hold no duration that a trace could have.
  if (maxMs !== null && maxMs <= minMs) return null;
  return {
    fromMs: Math.round(grid.fromMs + (first - 1) * grid.stepMs),
    toMs: Math.round(grid.fromMs + last * grid.stepMs),
    minMs,
    maxMs,
  };
}

/** Seconds as milliseconds without the noise of the multiplication: 0.3 s is 300 ms, not 299.99999999999994. */
function wholeMicros(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

/** Requests inside a selection and in its stretch of time; only columns and rows that lie wholly inside count. */
export function requestsIn(
  selection: HeatSelection,
  grid: Grid,
  {
    boundsS,
    columns,
  }: { readonly boundsS: readonly number[]; readonly columns: readonly (readonly number[] | null)[] },
): { readonly n: number; readonly total: number } {
  let n = 0;
  let total = 0;
  for (const [column, counts] of columns.entries()) {
    const endMs = grid.fromMs + column * grid.stepMs;
    if (counts === null || endMs > selection.toMs || endMs - grid.stepMs < selection.fromMs) continue;
    for (const [row, count] of counts.entries()) {
      total += count;
      const lowMs = row === 0 ? 0 : Math.max(0, wholeMicros(boundsS[row - 1] ?? 0));
      const highS = boundsS[row];
      const isBelowTop = selection.maxMs === null || (highS !== undefined && wholeMicros(highS) <= selection.maxMs);
      if (lowMs >= selection.minMs && isBelowTop) n += count;
    }
  }
  return { n, total };
}
