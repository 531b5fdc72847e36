import { type Interval, wilsonInterval } from "./distribution";

/** Difference of two shares, first minus second, with a 95 % interval. */
export type ShareDifference = { readonly difference: number } & Interval;

/**
 * Difference of two independent shares at 95 %, from the Wilson intervals of both (Newcombe 1998, method 10): keeps to −1…1 and is
 * sound with few trials and shares near 0 or 1. null when either side has no trial.
 */
export function shareDifference(
  a: { readonly hits: number; readonly n: number },
  b: { readonly hits: number; readonly n: number },
): ShareDifference | null {
  const [ofA, ofB] = [wilsonInterval(a.hits, a.n), wilsonInterval(b.hits, b.n)];
  if (ofA === null || ofB === null) return null;
  const [shareA, shareB] = [a.hits / a.n, b.hits / b.n];
  const difference = shareA - shareB;
  return {
    difference,
    low: difference - Math.hypot(shareA - ofA.low, ofB.high - shareB),
    high: difference + Math.hypot(ofA.high - shareA, shareB - ofB.low),
  };
}
