"use client";

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type Board, boardSchema, incidentPageSchema } from "@/lib/contracts/board";
import { readJson } from "../live/read-json";
import { type BoardStore, createBoardStore, PAGE } from "./board-store";

/** Without notices the board still moves: budgets run out, and a lost stream tells nothing. */
const REFRESH_MS = 10_000;

/** The board for a filter (as API parameters), painted from the server's answer and kept fresh while the page is seen. */
export function useBoard(
  params: string,
  initial: { readonly params: string; readonly board: Board },
  isHeld: () => boolean,
): { readonly store: BoardStore; readonly picture: ReturnType<BoardStore["picture"]> } {
  const held = useRef(isHeld);
  held.current = isHeld;
  const [store] = useState(() =>
    createBoardStore({
      initial,
      readBoard: (query, offset, limit, signal) =>
        readJson(`/api/board?${query}&offset=${offset}&limit=${limit}`, boardSchema, signal),
      readIncidents: async (ids, signal) => {
        const path = `/api/incidents?limit=${2 * PAGE}&id=${ids.slice(0, 2 * PAGE).join(",")}`;
        return (await readJson(path, incidentPageSchema, signal)).incidents;
      },
      isHeld: () => held.current(),
      now: Date.now,
    }),
  );
  const picture = useSyncExternalStore(store.subscribe, store.picture, store.picture);
  useEffect(() => store.ask(params), [store, params]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) store.refresh();
    }, REFRESH_MS);
    const seen = () => {
      if (!document.hidden) store.refresh();
    };
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [store]);
  return { store, picture };
}
