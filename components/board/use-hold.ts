"use client";

import { useMemo, useRef } from "react";

/** A hand that moved so recently is about to press something. */
const HAND_MS = 4_000;
/** Scrolled so far, the reader is in the list. */
const SCROLLED_PX = 48;

/** Whether rows must keep their places: a hand is over them, the reader has scrolled into them, or some are selected. */
export function useHold(hasSelection: boolean) {
  const touchedMs = useRef(Number.NEGATIVE_INFINITY);
  const selection = useRef(hasSelection);
  selection.current = hasSelection;
  return useMemo(() => {
    const touch = () => {
      touchedMs.current = performance.now();
    };
    return {
      handlers: { onPointerMove: touch, onPointerDown: touch, onKeyDown: touch },
      isHeld: () =>
        selection.current || window.scrollY > SCROLLED_PX || performance.now() - touchedMs.current < HAND_MS,
    };
  }, []);
}
