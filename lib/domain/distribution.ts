/** One step of the empirical distribution: share of samples at or below `value`. */
export type EcdfPoint = { readonly value: number; readonly share: number; readonly low: number; readonly high: number };

export type Interval = { readonly low: number; readonly high: number };

/** Below this many samples a median and its interval are not printed: "not enough data". */
export const MIN_SAMPLES = 5;

export type Distribution = {
  readonly n: number;
  /** Sorted ascending. */
  readonly values: readonly number[];
  readonly ecdf: readonly EcdfPoint[];
  /** null below MIN_SAMPLES. */
  readonly median: number | null;
  /** Order-statistics interval of at least 95 %; null when n is too small for one. */
  readonly medianInterval: Interval | null;
  readonly p95: number | null;
};

/**
 * Samples as a distribution, never as a mean: recovery times are skewed.
 * Band: Dvoretzky–Kiefer–Wolfowitz, ε = √(ln(2/α) / 2n), α = 0.05 (Massart 1990), over the whole curve.
 * Median interval: order statistics of Binomial(n, ½) (Conover, Practical Nonparametric Statistics, 3.2).
 */
export function distributionOf(samples: readonly number[]): Distribution {
  const values = [...samples].sort((a, b) => a - b);
  const n = values.length;
  const epsilon = n === 0 ? 1 : Math.sqrt(Math.log(2 / 0.05) / (2 * n));
  const ecdf = values.map((value, index) => {
    const share = (index + 1) / n;
    return { value, share, low: Math.max(0, share - epsilon), high: Math.min(1, share + epsilon) };
  });
  const isEnough = n >= MIN_SAMPLES;
  return {
    n,
    values,
    ecdf,
    median: isEnough ? medianOf(values) : null,
    medianInterval: isEnough ? medianIntervalOf(values) : null,
    p95: n >= 20 ? (values[Math.ceil(0.95 * n) - 1] ?? null) : null,
  };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

/** The narrowest symmetric pair of order statistics that covers the median with probability ≥ 0.95; null when none does. */
function medianIntervalOf(sorted: readonly number[]): Interval | null {
  const n = sorted.length;
  // P(X ≤ k) for X ~ Binomial(n, ½), summed in logs so that a thousand samples do not underflow.
  let logTerm = -n * Math.LN2;
  let below = Math.exp(logTerm);
  let rank = 0;
  for (let k = 1; below <= 0.025 && k <= n; k += 1) {
    rank = k;
    logTerm += Math.log((n - k + 1) / k);
    below += Math.exp(logTerm);
  }
  if (rank === 0) return null;
  const [low, high] = [sorted[rank - 1], sorted[n - rank]];
  return low === undefined || high === undefined ? null : { low, high };
}

/**
 * Wilson score interval of a share at 95 % (Wilson 1927): sound near 0 and 1, where the usual one is not.
 * null without trials.
 */
export function wilsonInterval(successes: number, trials: number): Interval | null {
  if (trials === 0) return null;
  const z = 1.959963984540054;
  const share = successes / trials;
  const denominator = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / denominator;
  const half = (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) / denominator;
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
