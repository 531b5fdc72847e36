"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "../ui/menu";
import type { ShellPerson } from "./nav";
import { signOutHere } from "./sign-out";

/** Name, role and sign out behind the avatar. */
export function PersonMenu({ person, children }: { person: ShellPerson; children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <Menu>
      <MenuTrigger aria-label={t("account", { name: person.name })} className="rounded-full focus-visible:rounded-full">
        {children}
      </MenuTrigger>
      <MenuContent side="right" align="end">
        <MenuLabel>
          {person.name}, {t(`accessRole.${person.role}`)}
        </MenuLabel>
        <MenuSeparator />
        <MenuItem onSelect={() => void signOutHere()}>
          <LogOut aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
