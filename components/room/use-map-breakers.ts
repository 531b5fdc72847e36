"use client";

import { useMemo } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import { type EdgeBreaker, edgeKey } from "@/lib/domain/map-look";

/** Breakers that are not closed, by edge of the map; an outside callee is known to breakers by its bare name. */
export function useMapBreakers(frame: RoomFrame | null): ReadonlyMap<string, EdgeBreaker> {
  const cells = frame?.breakers.data ?? null;
  return useMemo(
    () =>
      new Map(
        (cells ?? []).flatMap(({ caller, callee, state, podsOpen, pods }) =>
          state === "open" || state === "half_open"
            ? [callee, `external:${callee}`].map(
                (to) => [edgeKey({ caller, callee: to }), { state, podsOpen, pods }] as const,
              )
            : [],
        ),
      ),
    [cells],
  );
}
