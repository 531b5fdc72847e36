export const LOCALES = ["en", "zh"] as const;
export type Locale = (typeof LOCALES)[number];

/** Cookies that hold a visitor's choices; the server reads them so that the first paint is already right. */
export const LOCALE_COOKIE = "firebreak.locale";
export const THEME_COOKIE = "firebreak.theme";
export const TIME_ZONE_COOKIE = "firebreak.zone";

/** How tall the rows of the board are. */
export const DENSITY_COOKIE = "firebreak.density";
export const DENSITIES = ["roomy", "dense"] as const;
export type Density = (typeof DENSITIES)[number];

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/** The choice of the cookie, else the first language of Accept-Language that we have, else English. */
export function localeFrom(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const q = parameters.find((parameter) => parameter.trim().startsWith("q="));
      return { language: tag.toLowerCase().split("-")[0], weight: q ? Number(q.trim().slice(2)) : 1 };
    })
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? "en";
}

/** The zone of the cookie when this runtime knows it, else UTC until the browser has told its own. */
export function timeZoneFrom(cookie: string | undefined): string {
  if (!cookie) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(cookie) }).resolvedOptions().timeZone;
  } catch {
    // A stale or hostile cookie is not a zone: UTC is named on screen.
    return "UTC";
  }
}
