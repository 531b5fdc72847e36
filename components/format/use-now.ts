"use client";

import { useEffect, useState } from "react";

/** The present, once per `everyMs`. Starts with the server's time, so that the first paint is the same on both sides. */
export function useNow(initialMs: number, everyMs = 1_000): number {
  const [nowMs, setNowMs] = useState(initialMs);
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
