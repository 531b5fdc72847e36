"use client";

import { Ellipsis, Languages, LogOut, Sun } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu";
import { NAV } from "./nav";
import { chooseLocale, toggleTheme } from "./preferences";
import { signOutHere } from "./sign-out";

/** What the rail holds on a wide screen, behind one button on a phone. `children`: more items of the page, first. */
export function PhoneMenu({ children }: { children?: ReactNode }) {
  const t = useTranslations("common");
  const router = useRouter();
  const other = useLocale() === "zh" ? "en" : "zh";
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button tone="ghost" size="icon" aria-label={t("more")} className="touch-target md:hidden">
          <Ellipsis aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {children}
        {children ? <MenuSeparator /> : null}
        {NAV.map(({ key, href, icon: Icon }) => (
          <MenuItem key={key} asChild>
            <Link href={href}>
              <Icon aria-hidden />
              {t(`nav.${key}`)}
            </Link>
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={toggleTheme}>
          <Sun aria-hidden />
          {t("switchTheme")}
        </MenuItem>
        <MenuItem
          onSelect={() => {
            chooseLocale(other);
            router.refresh();
          }}
        >
          <Languages aria-hidden />
          <span lang={other}>{t(`language.${other}`)}</span>
        </MenuItem>
        <MenuItem onSelect={() => void signOutHere()}>
          <LogOut aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
