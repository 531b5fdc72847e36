"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { chooseLocale } from "./preferences";

/** Names the other language in that language. */
export function LocaleToggle({ className }: { className?: string }) {
  const t = useTranslations("common");
  const router = useRouter();
  const other = useLocale() === "zh" ? "en" : "zh";
  return (
    <Button
      tone="ghost"
      lang={other}
      aria-label={t("switchLanguage")}
      {...(className ? { className } : {})}
      onClick={() => {
        chooseLocale(other);
        router.refresh();
      }}
    >
      {t(`language.${other}`)}
    </Button>
  );
}
