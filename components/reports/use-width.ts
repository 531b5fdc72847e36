"use client";

import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The width of an element in CSS pixels; `first`, and not measured, until it is known, so that the server can draw too. */
export function useWidth<E extends Element>(first: number) {
  const element: RefObject<E | null> = useRef<E>(null);
  const [measured, setMeasured] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const take = (width: number) => {
      if (width > 0) setMeasured(Math.round(width));
    };
    take(element.current.getBoundingClientRect().width);
    const observer = new ResizeObserver(([entry]) => take(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, width: measured ?? first, isMeasured: measured !== null } as const;
}
