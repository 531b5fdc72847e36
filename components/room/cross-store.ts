"use client";

import { useSyncExternalStore } from "react";

/** Where the reader points: a time in all panels, and a latency when it is on the heat map. */
export type Pointed = { readonly atMs: number; readonly row: number | null };

/** Outside React, so that a moving pointer draws a line and not the room again. */
export type CrossStore = {
  readonly get: () => Pointed | null;
  readonly set: (pointed: Pointed | null) => void;
  readonly subscribe: (listener: () => void) => () => void;
};

export function createCrossStore(): CrossStore {
  let pointed: Pointed | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => pointed,
    set: (next) => {
      if (next?.atMs === pointed?.atMs && next?.row === pointed?.row) return;
      pointed = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a panel makes of it; renders again only when that changes, so `of` gives a number, a string or null. */
export function usePointed<T extends number | string | null>(store: CrossStore, of: (pointed: Pointed | null) => T): T {
  return useSyncExternalStore(
    store.subscribe,
    () => of(store.get()),
    () => of(null),
  );
}
