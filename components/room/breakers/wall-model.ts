import type { BreakerCell } from "@/lib/contracts/breakers";

/** Beyond this many callers or callees a grid cannot be looked over: what is not closed is listed instead. */
export const GRID_MAX = 30;

export type Wall = {
  readonly callers: readonly string[];
  readonly callees: readonly string[];
  readonly at: (caller: string, callee: string) => BreakerCell | null;
  readonly form: "grid" | "list";
};

export function keyOf({ caller, callee }: { readonly caller: string; readonly callee: string }): string {
  return JSON.stringify([caller, callee]);
}

/** Callers down, callees across, both in the order of the cells. */
export function wallOf(cells: readonly BreakerCell[]): Wall {
  const unique = (names: readonly string[]) => [...new Set(names)];
  const callers = unique(cells.map(({ caller }) => caller));
  const callees = unique(cells.map(({ callee }) => callee)).sort();
  const byKey = new Map(cells.map((cell) => [keyOf(cell), cell]));
  return {
    callers,
    callees,
    at: (caller, callee) => byKey.get(keyOf({ caller, callee })) ?? null,
    form: Math.max(callers.length, callees.length) > GRID_MAX ? "list" : "grid",
  };
}

/** Closed by itself: nothing to look at. One that is switched off lets everything through and is not that. */
export function isQuiet({ state, mode, podsUnknown }: BreakerCell): boolean {
  return state === "closed" && mode === null && podsUnknown === 0;
}

const URGENCY = { open: 0, half_open: 1, unknown: 2, closed: 3 } as const;

/** The worst first, then by the wall's order. */
export function byUrgency(cells: readonly BreakerCell[]): readonly BreakerCell[] {
  return [...cells].sort((a, b) => URGENCY[a.state] - URGENCY[b.state]);
}

/**
 * The cell that a key of the grid leads to, as an index into `wall`'s pairs; null: not a key of the grid, or no way on. Left and right
 * read on over rows, so that every breaker of a sparse wall is reached; up and down go to the nearest breaker of the next row.
 */
export function moved(
  wall: Wall,
  from: { readonly caller: string; readonly callee: string },
  key: { readonly key: string; readonly ctrlKey: boolean },
): BreakerCell | null {
  const row = wall.callers.indexOf(from.caller);
  const column = wall.callees.indexOf(from.callee);
  const rowOf = (caller: string) => wall.callees.flatMap((callee) => wall.at(caller, callee) ?? []);
  const all = wall.callers.flatMap(rowOf);
  const here = all.findIndex((cell) => keyOf(cell) === keyOf(from));
  const own = rowOf(from.caller);
  const nearest = (index: number) => {
    const distance = ({ callee }: BreakerCell) => Math.abs(wall.callees.indexOf(callee) - column);
    const caller = wall.callers[index];
    if (caller === undefined) return null;
    return [...rowOf(caller)].sort((a, b) => distance(a) - distance(b))[0] ?? null;
  };
  switch (key.key) {
    case "ArrowRight":
      return all[here + 1] ?? null;
    case "ArrowLeft":
      return all[here - 1] ?? null;
    case "ArrowDown":
      return nearest(row + 1);
    case "ArrowUp":
      return nearest(row - 1);
    case "Home":
      return (key.ctrlKey ? all : own)[0] ?? null;
    case "End":
      return (key.ctrlKey ? all : own).at(-1) ?? null;
    default:
      return null;
  }
}
