"use client";

import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo } from "react";
import { dateFormatter } from "./date-formatter";
import { clockText, groupedText, percentText, shortClockText, shortNumberText } from "./number-text";

const NBSP = "\u00a0";
const KIB = 1_000;

/** Figures, durations and times in the viewer's language and zone. All units stay glued to their number. */
export type Format = {
  /** 14:02:11 */
  readonly time: (at: Date | number) => string;
  /** 14:02 */
  readonly minute: (at: Date | number) => string;
  /** 21 Nov 2026, 14:02:11 */
  readonly dateTime: (at: Date | number) => string;
  /** 4 m 12 s */
  readonly duration: (ms: number) => string;
  /** 04:12 */
  readonly clock: (ms: number) => string;
  /** 0:32 */
  readonly shortClock: (ms: number) => string;
  /** 621 ms, 1.20 s */
  readonly latency: (ms: number) => string;
  readonly percent: (ratio: number) => string;
  readonly count: (n: number) => string;
  readonly short: (value: number) => string;
  readonly bytes: (n: number) => string;
  readonly perS: (value: number) => string;
  /** n = 4 125 */
  readonly n: (value: number) => string;
  /** Europe/Berlin and UTC+2 */
  readonly zone: { readonly name: string; readonly offset: (at: Date | number) => string };
};

export function useFormat(): Format {
  const t = useTranslations("common");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  return useMemo(() => {
    const glued = (text: string) => text.replaceAll(" ", NBSP);
    const language = locale === "zh" ? "zh-CN" : "en-GB";
    // 24 hours in both, so that a time reads the same beside a chart in either language.
    const parts = (options: Intl.DateTimeFormatOptions) => (at: Date | number) =>
      dateFormatter(language, { timeZone, hourCycle: "h23", ...options }).format(at);
    const unit = (key: string, value: string) => glued(t(`unit.${key}`, { value }));
    const latency = (ms: number): string => {
      if (ms < 0) return `\u2212${latency(-ms)}`;
      if (ms >= 1_000) return unit("s", groupedText(ms / 1_000, ms < 9_950 ? 2 : 1));
      if (ms >= 10) return unit("ms", groupedText(ms));
      return ms >= 1 || ms === 0 ? unit("ms", shortNumberText(ms)) : unit("us", groupedText(ms * 1_000));
    };
    const duration = (ms: number) => {
      // Like the clock, a duration shows whole seconds that have passed.
      const total = Math.max(0, Math.floor(ms / 1_000));
      const [d, h, m, s] = [
        Math.floor(total / 86_400),
        Math.floor((total % 86_400) / 3_600),
        Math.floor((total % 3_600) / 60),
        total % 60,
      ];
      const pad = (n: number) => String(n).padStart(2, "0");
      if (d > 0) return glued(t("duration.dh", { d: String(d), h: String(h) }));
      if (h > 0) return glued(t("duration.hm", { h: String(h), m: pad(m) }));
      return glued(m > 0 ? t("duration.ms", { m: String(m), s: pad(s) }) : t("duration.s", { s: String(s) }));
    };
    const bytes = (n: number) => {
      const [key, size] =
        n >= KIB ** 3
          ? (["GB", KIB ** 3] as const)
          : n >= KIB ** 2
            ? (["MB", KIB ** 2] as const)
            : n >= KIB
              ? (["kB", KIB] as const)
              : (["B", 1] as const);
      return unit(key, shortNumberText(n / size));
    };
    // UTC+2 is the same in every language.
    const offset = (at: Date | number) =>
      dateFormatter("en-GB", { timeZone, timeZoneName: "shortOffset", hour: "2-digit" }).format(at);
    return {
      time: parts({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
      minute: parts({ hour: "2-digit", minute: "2-digit" }),
      dateTime: parts({
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
      duration,
      clock: clockText,
      shortClock: shortClockText,
      latency,
      percent: percentText,
      count: groupedText,
      short: shortNumberText,
      bytes,
      perS: (value) => unit("perS", shortNumberText(value)),
      n: (value) => unit("n", groupedText(value)),
      zone: { name: timeZone, offset: (at) => offset(at).replace(/^.*(GMT|UTC)/, "UTC") },
    };
  }, [t, locale, timeZone]);
}
