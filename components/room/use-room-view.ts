"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { changedView, type RoomView, roomViewFrom, roomViewQuery } from "@/lib/domain/room-view";

/** What changes the picture is a step back in the browser's history; a mark is not. */
const STEPS = ["rangeMin", "span", "service", "compare", "isByRoute"] as const satisfies readonly (keyof RoomView)[];

/** The room's view from the address, and a way to change part of it. Other parts of the address stay. */
export function useRoomView(): readonly [view: RoomView, change: (part: Partial<RoomView>) => void] {
  const params = useSearchParams();
  const view = useMemo(() => roomViewFrom(params), [params]);
  const change = useCallback((part: Partial<RoomView>) => {
    // From the address as it is now: two changes may come before React renders the first.
    const query = new URLSearchParams(window.location.search);
    const next = changedView(roomViewFrom(query), part);
    for (const [name, value] of roomViewQuery(next)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    const address = `${window.location.pathname}${query.size > 0 ? `?${query}` : ""}${window.location.hash}`;
    if (STEPS.some((key) => key in part)) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, []);
  return [view, change];
}
