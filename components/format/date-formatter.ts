/** On the server readers of many zones share the formatters; beyond this they are made anew. */
const MOST_KNOWN = 128;

const known = new Map<string, Intl.DateTimeFormat>();

/** A shared `Intl.DateTimeFormat`. Making one costs up to a millisecond, and a room writes a hundred times. */
export function dateFormatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const formatter = known.get(key) ?? new Intl.DateTimeFormat(locale, options);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, formatter);
  return formatter;
}
