/** One sample of a range query; null where the server had none (a gap stays a gap). */
export type Sample = { readonly atMs: number; readonly value: number | null };

export type Series = { readonly labels: Readonly<Record<string, string>>; readonly samples: readonly Sample[] };

/** One instant value. */
export type InstantValue = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** Aligned grid of a range query: from, to inclusive, both multiples of stepMs. */
export type Grid = { readonly fromMs: number; readonly toMs: number; readonly stepMs: number };

export const STEPS_MS = [1_000, 5_000, 10_000, 30_000, 60_000] as const;

/** The smallest step of 1, 5, 10, 30, 60 s that draws the range in at most `maxColumns` columns. */
export function gridOf(fromMs: number, toMs: number, maxColumns = 120): Grid {
  const rangeMs = Math.max(0, toMs - fromMs);
  const fits = STEPS_MS.find((step) => rangeMs / step <= maxColumns);
  const stepMs = fits ?? Math.ceil(rangeMs / maxColumns / 60_000) * 60_000;
  return {
    fromMs: Math.floor(fromMs / stepMs) * stepMs,
    toMs: Math.floor(toMs / stepMs) * stepMs,
    stepMs,
  };
}
