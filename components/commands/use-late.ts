"use client";

import { type ComponentType, useEffect, useRef, useState } from "react";

/**
 * A component whose code is fetched when it is first wanted; null until it is there. `onFailed` is called when it could not be
 * fetched; being wanted again fetches again. (React's `lazy` keeps the failure, and takes the page down with it.)
 */
export function useLate<P>(
  load: () => Promise<ComponentType<P>>,
  isWanted: boolean,
  onFailed: () => void,
): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<{ readonly Late: ComponentType<P> } | null>(null);
  const latest = useRef({ load, onFailed });
  latest.current = { load, onFailed };
  const isMissing = loaded === null;
  useEffect(() => {
    if (!isWanted || !isMissing) return;
    let isCurrent = true;
    latest.current.load().then(
      (Late) => isCurrent && setLoaded({ Late }),
      () => isCurrent && latest.current.onFailed(),
    );
    return () => {
      isCurrent = false;
    };
  }, [isMissing, isWanted]);
  return loaded?.Late ?? null;
}
