import type { AxisRow } from "./heatmap";

/** Counts of one window by bucket, as a latency histogram has them: `boundsS.length + 1` of them. */
export type BucketCounts = { readonly boundsS: readonly number[]; readonly counts: readonly number[] };

/** Shares of the healthy window on the rows of a heat map, 0–1, and the requests behind them. */
export type BaselineShares = { readonly shares: readonly number[]; readonly n: number };

type Range = Pick<AxisRow, "lowS" | "highS">;

/**
 * The healthy distribution on other rows. Where a bucket reaches over several rows its requests are divided by their widths on the log
 * axis (evenly where a row has no such width). null without requests.
 */
export function sharesOnRows({ boundsS, counts }: BucketCounts, rows: readonly Range[]): BaselineShares | null {
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (n <= 0) return null;
  const shares = new Array<number>(rows.length).fill(0);
  for (const [i, count] of counts.entries()) {
    if (count <= 0) continue;
    const bucket = {
      low: i === 0 ? Number.NEGATIVE_INFINITY : (boundsS[i - 1] ?? 0),
      high: boundsS[i] ?? Number.POSITIVE_INFINITY,
    };
    const parts = rows.map((row, at) => overlapOf(bucket, at === 0 ? { ...row, lowS: null } : row));
    const whole = parts.reduce((sum, part) => sum + part, 0);
    for (const [row, part] of parts.entries()) {
      if (whole > 0) shares[row] = (shares[row] ?? 0) + (count / n) * (part / whole);
    }
  }
  return { shares, n };
}

/** Width that a bucket and a row have in common on the log axis; 1 where they meet and it has none. */
function overlapOf(bucket: { readonly low: number; readonly high: number }, { lowS, highS }: Range): number {
  const low = Math.max(bucket.low, lowS ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(bucket.high, highS ?? Number.POSITIVE_INFINITY);
  if (low >= high) return 0;
  return low > 0 && Number.isFinite(high) ? Math.log(high) - Math.log(low) : 1;
}

const DEVIATIONS = 3;

/**
 * How much more of its column a cell holds than the healthy window leads to expect, 0–1: the difference of the two shares, 0 unless it
 * exceeds three standard errors of a difference of proportions (pooled), so that thin columns do not speckle.
 */
export function excessShare(
  cell: { readonly count: number; readonly total: number },
  baseline: { readonly share: number; readonly n: number },
): number {
  if (cell.total <= 0 || baseline.n <= 0) return 0;
  const difference = cell.count / cell.total - baseline.share;
  const pooled = (cell.count + baseline.share * baseline.n) / (cell.total + baseline.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / cell.total + 1 / baseline.n));
  return difference > DEVIATIONS * error ? difference : 0;
}
