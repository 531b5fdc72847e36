"use client";

import { Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { toggleTheme } from "./preferences";

export function ThemeToggle({ className }: { className?: string }) {
  const t = useTranslations("common");
  return (
    <Button
      tone="ghost"
      size="icon"
      aria-label={t("switchTheme")}
      title={t("switchTheme")}
      onClick={toggleTheme}
      {...(className ? { className } : {})}
    >
      <Sun aria-hidden />
    </Button>
  );
}
