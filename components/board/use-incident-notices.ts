"use client";

import { useEffect, useRef, useState } from "react";
import { browserLive } from "../live/browser-live";
import type { IncidentChange, StreamState } from "../live/live-message";

/** Changes that come together are told together. */
const GATHER_MS = 250;

/**
 * Listens to the browser's live stream and calls back, gathered, with what changed; with nothing after a (re)connect, when
 * anything may have.
 */
export function useIncidentNotices(onChange: (changes: readonly IncidentChange[]) => void): StreamState {
  const [state, setState] = useState<StreamState>("connecting");
  const callback = useRef(onChange);
  callback.current = onChange;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let changes: IncidentChange[] = [];
    const gather = () => {
      timer ??= setTimeout(() => {
        timer = null;
        const gathered = changes;
        changes = [];
        callback.current(gathered);
      }, GATHER_MS);
    };
    const close = browserLive().followBoard({
      onState: (next) => {
        setState(next);
        if (next === "live") gather();
      },
      onChanged: (change) => {
        changes.push(change);
        gather();
      },
    });
    return () => {
      close();
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return state;
}
