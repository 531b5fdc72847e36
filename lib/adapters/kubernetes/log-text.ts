import type { RawLine } from "@/lib/domain/logs/log-lines";

/** What `timestamps=true` puts before every line: RFC 3339 with nanoseconds. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?\d{0,9}(Z|[+-]\d\d:\d\d) ?/;

/** The text of a log, asked for with time stamps, as lines; the line break at the end makes no line. */
export function rawLinesOf(text: string): readonly RawLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    const [stamp, seconds, fraction = "", zone] = STAMP.exec(line) ?? [];
    const atMs = stamp === undefined ? Number.NaN : Date.parse(`${seconds}${fraction}${zone}`);
    const body = (stamp === undefined ? line : line.slice(stamp.length)).replace(/\r$/, "");
    return { atMs: Number.isNaN(atMs) ? null : atMs, text: body };
  });
}
