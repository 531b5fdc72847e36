/**
 * The q-quantile (0 ≤ q ≤ 1) of unsorted values, linear between the two nearest ranks; null for none.
 * Source: Hyndman and Fan 1996, type 7 (the default of R and NumPy).
 */
export function quantileOf(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}
