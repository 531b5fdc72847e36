/** Cumulative count up to `boundS`; the last bucket's bound is Infinity. */
export type CumulativeBucket = { readonly boundS: number; readonly count: number };

/**
 * The q-quantile of a classic histogram in seconds; null without observations. Linear within a bucket; above the last
 * finite bound it is that bound. Source: PromQL `histogram_quantile` (prometheus/promql/quantile.go, bucketQuantile), so that
 * panels and windows agree.
 */
export function bucketQuantile(buckets: readonly CumulativeBucket[], q: number): number | null {
  const sorted = monotone(buckets);
  const last = sorted.at(-1);
  if (last === undefined || last.boundS !== Number.POSITIVE_INFINITY || last.count <= 0 || sorted.length < 2)
    return null;
  const rank = q * last.count;
  const index = sorted.findIndex((bucket) => bucket.count >= rank);
  if (index === -1 || index === sorted.length - 1) return sorted.at(-2)?.boundS ?? null;
  const bucket = sorted[index] ?? last;
  const below = sorted[index - 1];
  if (below === undefined && bucket.boundS <= 0) return bucket.boundS;
  const lowS = below?.boundS ?? 0;
  const lowCount = below?.count ?? 0;
  const inBucket = bucket.count - lowCount;
  return inBucket <= 0 ? bucket.boundS : lowS + (bucket.boundS - lowS) * ((rank - lowCount) / inBucket);
}

/** Share of observations above `limitS`, 0–1, linear within the bucket that holds it; null without observations. */
export function ratioAbove(buckets: readonly CumulativeBucket[], limitS: number): number | null {
  const sorted = monotone(buckets);
  const total = sorted.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const index = sorted.findIndex((bucket) => bucket.boundS >= limitS);
  const bucket = sorted[index];
  const below = sorted[index - 1] ?? { boundS: 0, count: 0 };
  if (bucket === undefined) return 0;
  const isOpen = bucket.boundS === Number.POSITIVE_INFINITY;
  const share = isOpen ? 0 : (limitS - below.boundS) / (bucket.boundS - below.boundS);
  const within = below.count + (bucket.count - below.count) * share;
  return Math.min(1, Math.max(0, 1 - within / total));
}

function monotone(buckets: readonly CumulativeBucket[]): readonly CumulativeBucket[] {
  let highest = 0;
  return [...buckets]
    .sort((a, b) => a.boundS - b.boundS)
    .map((bucket) => {
      highest = Math.max(highest, bucket.count);
      return { boundS: bucket.boundS, count: highest };
    });
}
