/** Low and high of what a line is compared with, by column. */
export type StripBand = readonly (readonly [low: number, high: number] | null)[];

/** The values between which a strip is drawn: from zero, unless all lie so far from it that their movement would not show. */
export function stripScaleOf(
  lines: readonly (readonly (number | null)[])[],
  limit: number | null,
  band: StripBand | null,
): { readonly bottom: number; readonly top: number } {
  const values = lines.flatMap((line) => line.filter((value): value is number => value !== null));
  if (band) values.push(...band.flatMap((pair) => pair ?? []));
  const top = Math.max(limit ?? 0, ...values, 0) * 1.06 || 1;
  const isFarFromZero = limit === null && values.length > 0 && Math.min(...values) > top * 0.5;
  return { bottom: isFarFromZero ? Math.min(...values) * 0.9 : 0, top };
}

/** What of a line is over the limit: from the limit up to it. Elsewhere without height, so that one high value between low ones shows. */
export function overLimit(values: readonly (number | null)[], limit: number): StripBand {
  return values.map((value) => (value === null ? null : [limit, Math.max(limit, value)]));
}
