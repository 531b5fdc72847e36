import type { Distribution, Interval } from "./distribution";

const Z = 1.959963984540054;

export type MedianRatio = {
  readonly ratio: number;
  readonly interval: Interval;
  /** Smaller is better. not_shown: the interval holds 1. */
  readonly verdict: "better" | "worse" | "not_shown";
};

/**
 * Median now ÷ median before with a 95 % interval, on the log scale. The standard error of each log median comes from its
 * order-statistics interval (McKean and Schrader 1984); the two samples are independent (Bonett and Price 2002).
 * null when either side has too few samples for an interval, or holds zeros.
 */
export function medianRatioOf(now: Distribution, before: Distribution): MedianRatio | null {
  const [a, b] = [logMedianOf(now), logMedianOf(before)];
  if (a === null || b === null) return null;
  const log = a.log - b.log;
  const half = Z * Math.hypot(a.error, b.error);
  const interval = { low: Math.exp(log - half), high: Math.exp(log + half) };
  const verdict = interval.high < 1 ? "better" : interval.low > 1 ? "worse" : "not_shown";
  return { ratio: Math.exp(log), interval, verdict };
}

function logMedianOf({ median, medianInterval }: Distribution): { log: number; error: number } | null {
  if (median === null || medianInterval === null || median <= 0 || medianInterval.low <= 0) return null;
  return { log: Math.log(median), error: Math.log(medianInterval.high / medianInterval.low) / (2 * Z) };
}
