import { dateFormatter } from "../format/date-formatter";

const DAY_MS = 86_400_000;

/** The time of day today, the weekday within a week, else day and month; in the viewer's zone and language. */
export function dayOrTimeText(input: {
  readonly at: Date;
  readonly nowMs: number;
  readonly locale: string;
  readonly timeZone: string;
}): string {
  const { at, nowMs, timeZone } = input;
  const locale = input.locale === "zh" ? "zh-CN" : "en-GB";
  const day = (date: Date | number) => dateFormatter("en-CA", { timeZone }).format(date);
  const text = (options: Intl.DateTimeFormatOptions) => dateFormatter(locale, { timeZone, ...options }).format(at);
  if (day(at) === day(nowMs)) return text({ hour: "2-digit", minute: "2-digit" });
  if (Math.abs(nowMs - at.getTime()) < 6 * DAY_MS) return text({ weekday: "short" });
  return text({ day: "numeric", month: "short" });
}
