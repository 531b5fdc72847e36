import { bucketQuantile, type CumulativeBucket, ratioAbove } from "./bucket-quantile";
import type { LatencyHistogram, RouteHistograms } from "./measurement";
import { compareText } from "./text-order";

/** One route over a stretch of time. Ratios 0–1; null without requests. */
export type RouteRow = {
  readonly route: string;
  readonly n: number;
  readonly requestsPerS: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  /** Server errors. */
  readonly failedRatio: number | null;
  /** Above the objective, linear within its bucket. */
  readonly slowRatio: number | null;
  /** Failed, or above the objective, or both: counted once. */
  readonly abnormalRatio: number | null;
  /** Abnormal ratio by column; null = gap or no request. */
  readonly columns: readonly (number | null)[];
};

/** Routes by how many of their requests are abnormal, most first; then by traffic. */
export function routeRowsOf({ grid, routes }: RouteHistograms, objectiveMs: number): readonly RouteRow[] {
  const objectiveS = objectiveMs / 1_000;
  const rows = routes.map(({ route, all, failed }): RouteRow => {
    const buckets = cumulativeOf(all, totalsOf(all));
    const n = buckets.at(-1)?.count ?? 0;
    const seconds = (all.columns.filter((column) => column !== null).length * grid.stepMs) / 1_000;
    const quantileMs = (q: number) => {
      const value = bucketQuantile(buckets, q);
      return value === null ? null : value * 1_000;
    };
    const whole = ratiosOf(buckets, failed === null ? [] : cumulativeOf(failed, totalsOf(failed)), objectiveS);
    return {
      route,
      n: Math.round(n),
      requestsPerS: seconds > 0 ? n / seconds : 0,
      p50Ms: quantileMs(0.5),
      p90Ms: quantileMs(0.9),
      p99Ms: quantileMs(0.99),
      ...whole,
      columns: all.columns.map((column, i) => {
        const failedColumn = failed?.columns[i] ?? null;
        return column === null
          ? null
          : ratiosOf(
              cumulativeOf(all, column),
              failed === null || failedColumn === null ? [] : cumulativeOf(failed, failedColumn),
              objectiveS,
            ).abnormalRatio;
      }),
    };
  });
  const abnormal = (row: RouteRow) => (row.abnormalRatio ?? 0) * row.n;
  return rows.sort((a, b) => abnormal(b) - abnormal(a) || b.n - a.n || compareText(a.route, b.route));
}

/** Abnormal = failed + slow but not failed, so that a request that is both counts once. */
function ratiosOf(all: readonly CumulativeBucket[], failed: readonly CumulativeBucket[], objectiveS: number) {
  const n = all.at(-1)?.count ?? 0;
  const slowRatio = ratioAbove(all, objectiveS);
  if (n <= 0 || slowRatio === null) return { failedRatio: null, slowRatio: null, abnormalRatio: null };
  const failedN = Math.min(n, failed.at(-1)?.count ?? 0);
  const failedAndSlow = failedN * (ratioAbove(failed, objectiveS) ?? 0);
  const abnormal = failedN + Math.max(0, slowRatio * n - failedAndSlow);
  return { failedRatio: failedN / n, slowRatio, abnormalRatio: Math.min(1, abnormal / n) };
}

function totalsOf({ boundsS, columns }: LatencyHistogram): readonly number[] {
  const totals = new Array<number>(boundsS.length + 1).fill(0);
  for (const column of columns)
    for (const [row, count] of (column ?? []).entries()) totals[row] = (totals[row] ?? 0) + count;
  return totals;
}

function cumulativeOf({ boundsS }: LatencyHistogram, counts: readonly number[]): readonly CumulativeBucket[] {
  let count = 0;
  return counts.map((inRow, row) => {
    count += inRow;
    return { boundS: boundsS[row] ?? Number.POSITIVE_INFINITY, count };
  });
}
