// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { useFormat } from "./use-format";

const AT = new Date("2026-11-21T23:02:11Z");

function Times() {
  const format = useFormat();
  return [format.dateTime(AT), format.time(AT), format.minute(AT), format.zone.offset(AT)].join("|");
}

function shown(locale: Locale): readonly string[] {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const element = document.createElement("div");
  act(() =>
    createRoot(element).render(
      <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="Europe/Berlin">
        <Times />
      </NextIntlClientProvider>,
    ),
  );
  return (element.textContent ?? "").split("|");
}

// 23:02 in UTC is 00:02 of the next day in Berlin: midnight must not read 24:02.
it.each(LOCALES)("writes dates as they are written in %s, and times alike in all languages", (locale) => {
  const dates = { en: "22 Nov 2026, 00:02:11", zh: "2026年11月22日 00:02:11" };
  expect(shown(locale)).toEqual([dates[locale], "00:02:11", "00:02", "UTC+1"]);
});
