"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { NAV } from "../shell/nav";
import { areSingleKeysOn, chooseLocale, chooseTheme, setSingleKeys } from "../shell/preferences";
import { useToast } from "../ui/toast";
import type { Command } from "./command";

/** What every page offers: the other pages, how it looks, its language, its keys. */
export function useShellCommands(openHelp: () => void): readonly Command[] {
  const t = useTranslations("common");
  const router = useRouter();
  const say = useToast();
  const other = useLocale() === "zh" ? "en" : "zh";
  return [
    ...NAV.map(
      ({ key, href, keys }): Command => ({
        id: `go.${key}`,
        label: t("command.go", { page: t(`nav.${key}`) }),
        keys: [keys],
        group: "go",
        words: href,
        run: () => router.push(href),
      }),
    ),
    ...(["light", "dark", "system"] as const).map(
      (theme): Command => ({
        id: `theme.${theme}`,
        label: t(`command.theme.${theme}`),
        group: "view",
        words: "theme",
        run: () => chooseTheme(theme),
      }),
    ),
    {
      id: "language",
      label: t("command.language", { language: t(`language.${other}`) }),
      group: "view",
      words: "language 语言 english chinese",
      run: () => {
        chooseLocale(other);
        router.refresh();
      },
    },
    {
      id: "single-keys",
      label: t("command.singleKeys"),
      group: "view",
      words: "shortcuts keyboard",
      run: () => {
        const isOn = !areSingleKeysOn();
        setSingleKeys(isOn);
        say("fine", t(isOn ? "command.singleKeysOn" : "command.singleKeysOff"));
      },
    },
    { id: "help", label: t("command.help"), keys: ["?"], group: "view", words: "help keyboard", run: openHelp },
  ];
}
