/** Microseconds since the epoch of an RFC 3339 time with up to nine fractional digits; null when it is none. */
export function parseRfc3339Us(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (match === null) return null;
  const [, seconds, fraction = "", zone] = match;
  const ms = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(ms) ? null : ms * 1_000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
