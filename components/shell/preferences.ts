"use client";

import {
  DENSITY_COOKIE,
  type Density,
  LOCALE_COOKIE,
  type Locale,
  THEME_COOKIE,
  type Theme,
  TIME_ZONE_COOKIE,
} from "@/lib/i18n/locales";

const YEAR_S = 31_536_000;

function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser that the product supports
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

/** The theme on screen now: chosen, else the system's. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A theme for good, or the system's again. */
export function chooseTheme(theme: Theme | "system"): void {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser that the product supports
    document.cookie = `${THEME_COOKIE}=; path=/; max-age=0; samesite=lax`;
    return;
  }
  document.documentElement.dataset.theme = theme;
  setCookie(THEME_COOKIE, theme);
}

/** Switches at once, and keeps the choice for the next page that the server renders. */
export function toggleTheme(): void {
  chooseTheme(currentTheme() === "dark" ? "light" : "dark");
}

const SINGLE_KEYS = "firebreak.single-keys";

/** Whether keys without a modifier are commands. Speech input types them by accident, so they can be turned off. */
export function areSingleKeysOn(): boolean {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

export function setSingleKeys(isOn: boolean): void {
  if (isOn) localStorage.removeItem(SINGLE_KEYS);
  else localStorage.setItem(SINGLE_KEYS, "off");
}

export function chooseLocale(locale: Locale): void {
  setCookie(LOCALE_COOKIE, locale);
}

export function chooseDensity(density: Density): void {
  setCookie(DENSITY_COOKIE, density);
}

export function rememberTimeZone(zone: string): void {
  setCookie(TIME_ZONE_COOKIE, zone);
}
