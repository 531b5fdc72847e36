"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { RoomFrame, TickInput, TickResult } from "@/lib/contracts/room";

const TICK_MS = 5_000;
const FOLLOW_UP_MS = 1_000;
const JITTER_MS = 300;

/**
 * When to ask again. The server answers what it has and only then renews it, so an old frame is asked for once more a second later;
 * every other time the common grid decides.
 */
function nextAskMs(frame: RoomFrame | null, answers: number): number {
  if (frame === null) return FOLLOW_UP_MS;
  const nowMs = Date.now();
  const isOld = nowMs - frame.atMs >= TICK_MS - FOLLOW_UP_MS;
  if (isOld && answers % 2 === 1) return FOLLOW_UP_MS;
  return TICK_MS - (nowMs % TICK_MS) + Math.random() * JITTER_MS;
}

export type Tick = (input: TickInput) => Promise<TickResult>;

/** All panels through one action per tick, on a common grid, only in tabs that are seen. The last frame stays when a tick fails. */
export function useFrame(input: {
  readonly of: TickInput;
  readonly tick: Tick;
  /** The frame of what is asked for at first. */
  readonly initial: RoomFrame | null;
}): {
  readonly frame: RoomFrame | null;
  /** The frame is of what was looked at before; the one that was asked for is still to come. */
  readonly isOther: boolean;
  readonly failure: string | null;
  readonly again: () => void;
} {
  const { of, tick, initial } = input;
  const client = useQueryClient();
  const key = JSON.stringify(of);
  const [firstKey] = useState(key);
  const queryKey = ["frame", key];
  // Decided once per answer: react-query asks for it at every render and starts its timer again whenever it differs.
  const wait = useRef({ after: "", ms: 0 });
  const query = useQuery<RoomFrame | null>({
    queryKey,
    queryFn: async () => {
      const answer = await tick(of);
      if (!answer.ok) throw new Error(answer.code);
      return answer.frame ?? client.getQueryData<RoomFrame | null>(queryKey) ?? null;
    },
    ...(initial && key === firstKey ? { initialData: initial } : {}),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      const after = `${key} ${state.dataUpdateCount} ${state.errorUpdateCount}`;
      if (wait.current.after !== after) {
        wait.current = { after, ms: nextAskMs(state.data ?? null, state.dataUpdateCount) };
      }
      return wait.current.ms;
    },
  });
  const { refetch } = query;
  const again = useCallback(() => void refetch(), [refetch]);
  return {
    frame: query.data ?? null,
    isOther: query.isPlaceholderData,
    failure: query.error?.message ?? null,
    again,
  };
}
