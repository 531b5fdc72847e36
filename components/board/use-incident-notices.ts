"use client";

import { useEffect, useRef, useState } from "react";

export type NoticeState = "connecting" | "live" | "down";
/** Notices that come together ask once. */
const GATHER_MS = 250;

/** Listens to `/api/live` and calls back, gathered, when any incident changed; after a reconnect as well. */
export function useIncidentNotices(onChange: () => void): NoticeState {
  const [state, setState] = useState<NoticeState>("connecting");
  const callback = useRef(onChange);
  callback.current = onChange;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const changed = () => {
      timer ??= setTimeout(() => {
        timer = null;
        callback.current();
      }, GATHER_MS);
    };
    const source = new EventSource("/api/live");
    source.addEventListener("open", () => {
      setState("live");
      changed();
    });
    source.addEventListener("error", () => setState("down"));
    source.addEventListener("incident-changed", changed);
    return () => {
      source.close();
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return state;
}
