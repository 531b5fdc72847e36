const S = 1_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

/** Round durations that an axis may name, ms. */
const ROUND_MS = [
  S,
  2 * S,
  5 * S,
  10 * S,
  20 * S,
  30 * S,
  MIN,
  2 * MIN,
  5 * MIN,
  10 * MIN,
  20 * MIN,
  30 * MIN,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
] as const;

export type LogAxis = { readonly lowMs: number; readonly highMs: number; readonly ticksMs: readonly number[] };

/** A log axis over durations: round ends around the data and at most `maxTicks` round ticks inside. */
export function logAxisOf(durationsMs: readonly number[], maxTicks = 8): LogAxis {
  const positive = durationsMs.filter((value) => value > 0);
  const low = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  const first = ROUND_MS.findLastIndex((tick) => tick <= low);
  const last = ROUND_MS.findIndex((tick) => tick >= high);
  const from = positive.length === 0 ? ROUND_MS.indexOf(MIN) : Math.max(0, first);
  const to =
    positive.length === 0 ? ROUND_MS.indexOf(4 * HOUR) : last === -1 ? ROUND_MS.length - 1 : Math.max(last, from + 1);
  const all = ROUND_MS.slice(from, to + 1);
  const every = Math.ceil(all.length / maxTicks);
  return {
    lowMs: Math.min(ROUND_MS[from] ?? MIN, low > 0 ? Math.max(1, low) : MIN),
    highMs: Math.max(ROUND_MS[to] ?? HOUR, high),
    ticksMs: all.filter((_, index) => index % every === 0),
  };
}

/**
 * Place on the axis, 0–1; values outside sit on its ends. Rounded to a hundred-thousandth: logarithms differ in their last
 * digit between JavaScript engines, and server and browser must draw the same.
 */
export function logPlace({ lowMs, highMs }: LogAxis, durationMs: number): number {
  const place = Math.log(Math.max(durationMs, lowMs) / lowMs) / Math.log(highMs / lowMs);
  return Math.round(Math.min(1, Math.max(0, place)) * 100_000) / 100_000;
}
