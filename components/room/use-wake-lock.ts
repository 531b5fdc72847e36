"use client";

import { useEffect } from "react";

/**
 * Keeps the screen on while the page is seen; taken again after it was hidden. Browsers offer it on https and localhost only: elsewhere
 * the screen's own settings decide.
 */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isClosed = false;
    async function take() {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (isClosed) await lock.release();
      } catch (error) {
        // Refused, e.g. with an empty battery; asked for again when the page is next seen.
        console.warn("the screen may go dark", error);
      }
    }
    const seen = () => void take();
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => {
      isClosed = true;
      document.removeEventListener("visibilitychange", seen);
      void lock?.release();
    };
  }, []);
}
