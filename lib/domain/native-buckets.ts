/**
 * One bucket of a native histogram, exponential or with custom bounds. Bounds in seconds, infinite where open. Rule: 0 (low, high],
 * 1 [low, high), 2 (low, high), 3 [low, high]; it decides for values exactly on a bound and nothing else.
 * Source: prometheus `web/ui/mantine-ui/src/pages/query/HistogramHelpers.ts`, bucketRangeString.
 */
export type NativeBucket = {
  readonly rule: 0 | 1 | 2 | 3;
  readonly lowS: number;
  readonly highS: number;
  readonly count: number;
};

/** Rows as a latency histogram has them: `boundsS` finite and ascending, row i between bounds i-1 and i, open at both ends. */
export type BucketRows = {
  readonly boundsS: readonly number[];
  readonly columns: readonly (readonly number[] | null)[];
};

/**
 * Columns of sparse buckets on one set of rows with the true bounds. A bound inside a coarser bucket of another column (the server
 * lowers the resolution when a series holds too many buckets) is dropped: counts are added up, never divided by guess. The zero
 * bucket straddles 0; where nothing else is negative it starts at 0. null column = gap.
 */
export function bucketRowsOf(columns: readonly (readonly NativeBucket[] | null)[]): BucketRows {
  const filled = columns.flatMap((column) => (column ?? []).filter(isFilled));
  const hasNegative = filled.some(({ lowS, highS }) => Number.isFinite(lowS) && lowS < 0 && highS <= 0);
  const boundsS = keptBounds(
    filled.map(({ lowS, highS }) => ({ lowS: lowS < 0 && !hasNegative ? Number.NEGATIVE_INFINITY : lowS, highS })),
  );
  return {
    boundsS,
    columns: columns.map((column) => {
      if (column === null) return null;
      const counts = new Array<number>(boundsS.length + 1).fill(0);
      for (const bucket of column) {
        if (!isFilled(bucket)) continue;
        const row = rowOf(boundsS, bucket.highS);
        counts[row] = (counts[row] ?? 0) + bucket.count;
      }
      return counts;
    }),
  };
}

function isFilled({ count, lowS, highS }: NativeBucket): boolean {
  return Number.isFinite(count) && count > 0 && lowS < highS;
}

/** Finite ends of buckets, without those that lie strictly inside another bucket. */
function keptBounds(buckets: readonly { readonly lowS: number; readonly highS: number }[]): readonly number[] {
  const reachOf = new Map<number, number>();
  const ends = new Set<number>();
  for (const { lowS, highS } of buckets) {
    reachOf.set(lowS, Math.max(highS, reachOf.get(lowS) ?? Number.NEGATIVE_INFINITY));
    ends.add(lowS);
    ends.add(highS);
  }
  let reachS = Number.NEGATIVE_INFINITY;
  const kept: number[] = [];
  for (const bound of [...ends].sort((a, b) => a - b)) {
    if (Number.isFinite(bound) && bound >= reachS) kept.push(bound);
    reachS = Math.max(reachS, reachOf.get(bound) ?? Number.NEGATIVE_INFINITY);
  }
  return kept;
}

/** The row that ends at or above `highS`; every bucket lies within one row. */
function rowOf(boundsS: readonly number[], highS: number): number {
  let low = 0;
  let high = boundsS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boundsS[middle] ?? Number.POSITIVE_INFINITY) < highS) low = middle + 1;
    else high = middle;
  }
  return low;
}
