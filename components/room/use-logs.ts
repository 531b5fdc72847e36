"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { type RoomLogs, roomLogsSchema } from "@/lib/contracts/room-logs";
import { readJson } from "../live/read-json";

const OPEN_MS = 5_000;
/** Behind another tab only the number of bad lines is seen. */
const CLOSED_MS = 15_000;

/** The room's logs, asked for beside the tick, only in tabs that are seen. The last reading stays when an answer fails. */
export function useLogs(
  incidentId: string,
  isOpen: boolean,
): { readonly logs: RoomLogs | null; readonly again: () => void } {
  const { data, refetch } = useQuery<RoomLogs>({
    queryKey: ["logs", incidentId],
    queryFn: () => readJson(`/api/incidents/${incidentId}/logs`, roomLogsSchema),
    refetchInterval: isOpen ? OPEN_MS : CLOSED_MS,
    retry: false,
    staleTime: 0,
  });
  const again = useCallback(() => void refetch(), [refetch]);
  return { logs: data ?? null, again };
}

/** Bad lines in the window, for the tab; null while nothing was read. */
export function badLinesOf(logs: RoomLogs | null): number | null {
  const n = logs?.data?.n;
  return n === undefined ? null : n.panic + n.error + n.timeout;
}
