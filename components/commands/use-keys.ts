"use client";

import { useEffect, useRef } from "react";
import { areSingleKeysOn } from "../shell/preferences";
import type { Command } from "./command";
import { keyOf, matched, type Pressed } from "./key-match";

/** Where letters are text, or already mean something else. */
const TAKEN =
  "textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=menu], [role=listbox], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";

export type PaletteKeys = {
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly close: () => void;
  readonly setText: (change: (text: string) => string) => void;
};

/**
 * The page's keys. Silent while somebody types or an input method composes, while a dialog is open, with a modifier (other than
 * for the palette), and when single keys are turned off. Once the palette is asked for, what is typed is its text, also before
 * its field is there.
 */
export function useKeys(commands: () => readonly Command[], palette: PaletteKeys): void {
  const latest = useRef({ commands, palette });
  latest.current = { commands, palette };
  useEffect(() => {
    let pressed: Pressed = null;
    function key(event: KeyboardEvent) {
      // 229: an input method has the key, in browsers that do not say isComposing.
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      const isModified = event.metaKey || event.ctrlKey || event.altKey;
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && keyOf(event) === "k") {
        event.preventDefault();
        if (!event.repeat) latest.current.palette.toggle();
        return;
      }
      const target = event.target instanceof Element ? event.target : null;
      if (latest.current.palette.isOpen && !isModified && target?.closest("[role=dialog]") == null) {
        // Its field is still on the way: letters must not acknowledge or approve anything.
        event.preventDefault();
        typeAhead(latest.current.palette, event.key);
        return;
      }
      if (isModified || target?.closest(TAKEN) || document.querySelector("[role=dialog], [role=alertdialog]")) return;
      if (!areSingleKeysOn()) return;
      const byKeys = new Map<string, Command>();
      for (const command of latest.current.commands()) {
        for (const keys of command.keys ?? []) if (!byKeys.has(keys)) byKeys.set(keys, command);
      }
      const outcome = matched(pressed, { key: keyOf(event), atMs: event.timeStamp }, new Set(byKeys.keys()));
      pressed = outcome.pressed;
      const command = outcome.keys === null ? undefined : byKeys.get(outcome.keys);
      if (command === undefined || (event.repeat && !command.isKeyOnly)) return;
      event.preventDefault();
      command.run();
    }
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
}

function typeAhead(palette: PaletteKeys, key: string): void {
  if (key === "Escape") palette.close();
  else if (key === "Backspace") palette.setText((text) => text.slice(0, -1));
  else if (key.length === 1) palette.setText((text) => text + key);
}
