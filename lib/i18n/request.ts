import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, localeFrom, TIME_ZONE_COOKIE, timeZoneFrom } from "./locales";
import { MESSAGES } from "./messages";

/** Locale without a path segment: cookie, else Accept-Language. */
export default getRequestConfig(async () => {
  const { cookies, headers } = await import("next/headers");
  const jar = await cookies();
  const locale = localeFrom(jar.get(LOCALE_COOKIE)?.value, (await headers()).get("accept-language"));
  return { locale, messages: MESSAGES[locale], timeZone: timeZoneFrom(jar.get(TIME_ZONE_COOKIE)?.value) };
});
