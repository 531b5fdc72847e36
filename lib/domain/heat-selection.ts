/**
 * A rectangle of the latency heat map: requests that ended in [fromMs, toMs) and took (minMs, maxMs]. Instants are epoch milliseconds,
 * durations milliseconds. maxMs null = no upper end (the open band is part of it); minMs 0 holds the zero band too.
 */
export type HeatSelection = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minMs: number;
  readonly maxMs: number | null;
};

const RADIX = 36;
/** Longest text that is looked at: two instants and two durations never need more. */
const MAX_LENGTH = 100;
const INSTANT = /^[0-9a-z]{1,11}$/;
const DURATION = /^\d+(\.\d+)?(e[+-]?\d+)?$/;

/** `<from>~<length>~<min>~<max>`: whole milliseconds in base 36, durations as decimals, the last one empty when open. Needs no escaping in a URL. */
export function serialiseHeatSelection({ fromMs, toMs, minMs, maxMs }: HeatSelection): string {
  const whole = Math.round(fromMs);
  const length = Math.round(toMs) - whole;
  return [whole.toString(RADIX), length.toString(RADIX), decimal(minMs), maxMs === null ? "" : decimal(maxMs)].join(
    "~",
  );
}

/** null for text that is no selection: other parts, an empty rectangle, an instant beyond what a Date holds. */
export function parseHeatSelection(text: string): HeatSelection | null {
  if (text.length > MAX_LENGTH) return null;
  const parts = text.split("~");
  const [from, length, min, max] = parts;
  if (parts.length !== 4 || from === undefined || length === undefined || min === undefined || max === undefined) {
    return null;
  }
  if (!INSTANT.test(from) || !INSTANT.test(length) || !DURATION.test(min)) return null;
  if (max !== "" && !DURATION.test(max)) return null;
  const fromMs = Number.parseInt(from, RADIX);
  const toMs = fromMs + Number.parseInt(length, RADIX);
  const selection = { fromMs, toMs, minMs: Number(min), maxMs: max === "" ? null : Number(max) };
  return isHeatSelection(selection) ? selection : null;
}

const LAST_INSTANT_MS = 8.64e15;

/** True for a rectangle with an area, in whole and representable instants. */
export function isHeatSelection({ fromMs, toMs, minMs, maxMs }: HeatSelection): boolean {
  const hasTime = Number.isInteger(fromMs) && Number.isInteger(toMs) && fromMs >= 0 && toMs > fromMs;
  const hasRange =
    Number.isFinite(minMs) && minMs >= 0 && (maxMs === null || (Number.isFinite(maxMs) && maxMs > minMs));
  return hasTime && toMs <= LAST_INSTANT_MS && hasRange;
}

/** The shortest text that is the same number again; `+` of an exponent would be a space in a URL. */
function decimal(value: number): string {
  return String(value).replace("+", "");
}
