"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useToast } from "../ui/toast";
import { CommandContext } from "./command-context";
import { createRegistry } from "./registry";
import { useKeys } from "./use-keys";
import { useLate } from "./use-late";
import { useShellCommands } from "./use-shell-commands";

const loadPalette = () => import("./palette").then((module) => module.Palette);
const loadKeyHelp = () => import("./key-help").then((module) => module.KeyHelp);

/** Keys, palette and key help of a page. What is on the page adds its own commands with `usePageCommands`. */
export function CommandCentre({ children }: { children: ReactNode }) {
  const t = useTranslations("common.palette");
  const say = useToast();
  const [registry] = useState(createRegistry);
  const [shown, setShown] = useState<"palette" | "help" | null>(null);
  /** What the palette is asked; kept here, because typing may begin before its code has come. */
  const [text, setText] = useState("");
  const openedFrom = useRef<Element | null>(null);
  const open = (which: "palette" | "help") => {
    openedFrom.current = document.activeElement;
    setText("");
    setShown(which);
  };
  const close = () => setShown(null);
  const cannotOpen = () => {
    close();
    say("act", t("notLoaded"));
  };
  const Palette = useLate(loadPalette, shown === "palette", cannotOpen);
  const KeyHelp = useLate(loadKeyHelp, shown === "help", cannotOpen);
  const shell = useShellCommands(() => open("help"));
  useKeys(() => [...registry.all(), ...shell], {
    isOpen: shown === "palette",
    toggle: () => {
      if (shown === "palette") close();
      else if (document.querySelector("[role=dialog], [role=alertdialog]") === null) open("palette");
    },
    close,
    setText,
  });
  const latestOpen = useRef(open);
  latestOpen.current = open;
  const centre = useMemo(() => ({ registry, openPalette: () => latestOpen.current("palette") }), [registry]);
  return (
    <CommandContext value={centre}>
      {children}
      {shown === "palette" && Palette !== null ? (
        <Palette shell={shell} openedFrom={openedFrom} text={text} onText={setText} onClose={close} />
      ) : null}
      {shown === "help" && KeyHelp !== null ? <KeyHelp shell={shell} onClose={close} /> : null}
    </CommandContext>
  );
}
