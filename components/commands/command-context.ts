"use client";

import { createContext, useContext, useEffect, useId } from "react";
import type { Command } from "./command";
import { createRegistry, type Registry } from "./registry";

type Centre = { readonly registry: Registry; readonly openPalette: () => void };

/** Outside a shell (a fixture, a test) commands are taken and nobody calls them. */
export const CommandContext = createContext<Centre>({ registry: createRegistry(), openPalette: () => undefined });

export function useOpenPalette(): () => void {
  return useContext(CommandContext).openPalette;
}

/** Offers commands while the component is mounted, as they are in its newest render. */
export function usePageCommands(commands: readonly Command[]): void {
  const { registry } = useContext(CommandContext);
  const owner = useId();
  useEffect(() => registry.set(owner, commands));
  useEffect(() => () => registry.remove(owner), [registry, owner]);
}
