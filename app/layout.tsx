import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { TimeZoneSync } from "@/components/shell/time-zone-sync";
import { ToastProvider } from "@/components/ui/toast";
import { THEME_COOKIE, THEMES } from "@/lib/i18n/locales";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: { default: t("product"), template: `%s · ${t("product")}` }, description: t("description") };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101114" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  const theme = THEMES.find((candidate) => candidate === chosen);
  return (
    <html lang={await getLocale()} {...(theme ? { "data-theme": theme } : {})} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider>
          <ToastProvider>{children}</ToastProvider>
          <TimeZoneSync />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
