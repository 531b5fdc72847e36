import type { Grid } from "@/lib/domain/series";

/** Values by column of the grid; null where the server had none, or NaN or an infinity. */
export function columnsOf(points: readonly (readonly [number, number])[], grid: Grid): readonly (number | null)[] {
  const byTime = new Map(points.map(([atS, value]) => [Math.round(atS * 1_000), value]));
  const values: (number | null)[] = [];
  for (let atMs = grid.fromMs; atMs <= grid.toMs; atMs += grid.stepMs) {
    const value = byTime.get(atMs);
    values.push(value !== undefined && Number.isFinite(value) ? value : null);
  }
  return values;
}
