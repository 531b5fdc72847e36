"use client";

import { useCallback, useMemo, useState } from "react";

/** The row that the keys are on. */
export type ListCursor = {
  readonly offset: number | null;
  /** Counts the moves, so that the same place can be moved to again. */
  readonly moves: number;
  /** By so many rows; infinite for an end. The first move goes to the first row in view. */
  readonly move: (by: number) => void;
  /** The row that got the focus by other means. */
  readonly set: (offset: number) => void;
};

export function useListCursor(rows: number, firstInView: () => number): ListCursor {
  const [{ offset, moves }, setPlace] = useState<{ offset: number | null; moves: number }>({ offset: null, moves: 0 });
  const move = useCallback(
    (by: number) => {
      if (rows === 0) return;
      setPlace((place) => {
        const from = place.offset ?? (Number.isFinite(by) ? firstInView() - Math.sign(by) : 0);
        return { offset: Math.min(rows - 1, Math.max(0, from + by)), moves: place.moves + 1 };
      });
    },
    [rows, firstInView],
  );
  const set = useCallback((next: number) => setPlace((place) => ({ ...place, offset: next })), []);
  return useMemo(() => ({ offset, moves, move, set }), [offset, moves, move, set]);
}
