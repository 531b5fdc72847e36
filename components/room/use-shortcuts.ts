"use client";

import { useEffect, useRef } from "react";
import type { RoomAction } from "./command-bar";

const KEYS: Readonly<Record<string, RoomAction>> = {
  a: "acknowledge",
  n: "note",
  r: "review",
  s: "snapshot",
  "?": "help",
};
const AFTER_G: Readonly<Record<string, RoomAction>> = { b: "board", r: "reports" };
const CHORD_MS = 1_000;

/** The room's keys. Silent while somebody types, while a dialog is open, and with a modifier other than for the palette. */
export function useShortcuts(onAct: (action: RoomAction) => void): void {
  const act = useRef(onAct);
  act.current = onAct;
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    function key(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        act.current("palette");
        return;
      }
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        target?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]")
      )
        return;
      if (document.querySelector("[role=dialog]")) return;
      const isChord = event.timeStamp - pressedG < CHORD_MS;
      pressedG = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const action = isChord ? AFTER_G[event.key] : KEYS[event.key];
      if (!action) return;
      event.preventDefault();
      act.current(action);
    }
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
}
