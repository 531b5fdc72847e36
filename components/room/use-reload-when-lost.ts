"use client";

import { useEffect } from "react";

const CHECK_MS = 15_000;

/**
 * A screen that nobody touches heals itself: while the room's answers stay away (a new release of the server knows other actions, a
 * session ended), it asks every 15 s whether the server is well, and loads the page anew once it is.
 */
export function useReloadWhenLost(isLost: boolean, reload: () => void = () => window.location.reload()): void {
  useEffect(() => {
    if (!isLost) return;
    const timer = setInterval(() => {
      fetch("/api/health", { cache: "no-store" }).then(
        (answer) => {
          if (answer.ok) reload();
        },
        (error: unknown) => console.warn("the server does not answer yet", error),
      );
    }, CHECK_MS);
    return () => clearInterval(timer);
  }, [isLost, reload]);
}
