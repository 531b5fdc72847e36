"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { type Board, boardSchema, type IncidentPage, incidentPageSchema } from "@/lib/contracts/board";

const PAGE = 200;
/** Without notices the list still moves: ages of upstreams, and whatever a lost stream did not tell. */
const REFRESH_MS = 10_000;

export const BOARD_KEY = "board";

async function read<S extends z.ZodType>(path: string, schema: S, signal: AbortSignal): Promise<z.output<S>> {
  const response = await fetch(path, { cache: "no-store", signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return schema.parse(await response.json());
}

/** The board for a filter (as API parameters), painted from the server's answer and kept fresh. */
export function useBoard(params: string, initial: { readonly params: string; readonly board: Board }) {
  return useQuery({
    queryKey: [BOARD_KEY, params],
    queryFn: ({ signal }) => read(`/api/board?${params}&limit=${PAGE}`, boardSchema, signal),
    ...(params === initial.params ? { initialData: initial.board, initialDataUpdatedAt: initial.board.atMs } : {}),
    placeholderData: (last) => last,
    refetchInterval: REFRESH_MS,
    staleTime: 1_000,
  });
}

/** Older resolved incidents after the board's first page, page by page as the reader comes near the end. */
export function useOlder(params: string, firstCursor: string | null) {
  return useInfiniteQuery({
    queryKey: ["older", params, firstCursor],
    enabled: false,
    initialPageParam: firstCursor,
    queryFn: ({ pageParam, signal }): Promise<IncidentPage> => {
      const query = new URLSearchParams(params);
      query.delete("status");
      query.set("status", "resolved");
      query.set("limit", String(PAGE));
      if (pageParam) query.set("cursor", pageParam);
      return read(`/api/incidents?${query}`, incidentPageSchema, signal);
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
