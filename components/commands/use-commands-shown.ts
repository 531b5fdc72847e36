"use client";

import { useContext, useSyncExternalStore } from "react";
import type { Command } from "./command";
import { CommandContext } from "./command-context";

/** Everything that can be done now, the page's own first; follows the page while it is shown. */
export function useCommandsShown(shell: readonly Command[]): readonly Command[] {
  const { registry } = useContext(CommandContext);
  const own = useSyncExternalStore(registry.subscribe, registry.all, registry.all);
  return [...own, ...shell];
}
