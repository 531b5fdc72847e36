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
  const typedAhead = useRef<string | null>(null);
  const open = (which: "palette" | "help") => {
    openedFrom.current = document.activeElement;
    typedAhead.current = which === "palette" ? "" : null;
    setShown(which);
  };
  const close = () => {
    typedAhead.current = null;
    setShown(null);
  };
  const shell = useShellCommands(() => open("help"));
  useKeys(
    () => [...registry.all(), ...shell],
    () => {
      if (shown === "palette") close();
      else if (document.querySelector("[role=dialog], [role=alertdialog]") === null) open("palette");
    },
    typedAhead,
  );
  const latestOpen = useRef(open);
  latestOpen.current = open;
  const centre = useMemo(() => ({ registry, openPalette: () => latestOpen.current("palette") }), [registry]);
  return (
    <CommandContext value={centre}>
      {children}
      {shown === "palette" ? (
        <Palette shell={shell} openedFrom={openedFrom} typedAhead={typedAhead} onClose={close} />
      ) : null}
      {shown === "help" ? <KeyHelp shell={shell} onClose={close} /> : null}
    </CommandContext>
  );
}
