"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { CommandContext } from "./command-context";
import { createRegistry } from "./registry";
import { useKeys } from "./use-keys";
import { useShellCommands } from "./use-shell-commands";

const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });
const KeyHelp = dynamic(() => import("./key-help").then((module) => module.KeyHelp), { ssr: false });

/** Keys, palette and key help of a page. What is on the page adds its own commands with `usePageCommands`. */
export function CommandCentre({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  const [shown, setShown] = useState<"palette" | "help" | null>(null);
  const openedFrom = useRef<Element | null>(null);
  const open = (which: "palette" | "help") => {
    openedFrom.current = document.activeElement;
    setShown(which);
  };
  const shell = useShellCommands(() => open("help"));
  useKeys(
    () => [...registry.all(), ...shell],
    () => {
      if (shown === "palette") setShown(null);
      else if (document.querySelector("[role=dialog], [role=alertdialog]") === null) open("palette");
    },
  );
  const latestOpen = useRef(open);
  latestOpen.current = open;
  const centre = useMemo(() => ({ registry, openPalette: () => latestOpen.current("palette") }), [registry]);
  const close = () => setShown(null);
  return (
    <CommandContext value={centre}>
      {children}
      {shown === "palette" ? <Palette shell={shell} openedFrom={openedFrom} onClose={close} /> : null}
      {shown === "help" ? <KeyHelp shell={shell} onClose={close} /> : null}
    </CommandContext>
  );
}
