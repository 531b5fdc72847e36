import type { OutlineRow } from "@/lib/domain/trace-outline";

export type WaterfallMove =
  | { readonly kind: "select"; readonly row: number }
  | { readonly kind: "toggle"; readonly row: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "whole" }
  | { readonly kind: "details" };

const PAGE = 20;

/**
 * What a key means in the waterfall (WAI-ARIA tree): up and down over what is visible, right opens or goes to the first child, left
 * closes or goes to the parent, Enter to the details; + − 0 zoom. null: not ours.
 */
export function waterfallMove(
  key: string,
  state: {
    readonly rows: readonly OutlineRow[];
    readonly visible: readonly number[];
    readonly collapsed: ReadonlySet<number>;
    readonly selected: number;
  },
): WaterfallMove | null {
  const { rows, visible, collapsed, selected } = state;
  const row = rows[selected];
  const place = visible.indexOf(selected);
  const at = (index: number): WaterfallMove => ({
    kind: "select",
    row: visible[Math.min(visible.length - 1, Math.max(0, index))] ?? selected,
  });
  switch (key) {
    case "ArrowDown":
      return at(place + 1);
    case "ArrowUp":
      return at(place - 1);
    case "PageDown":
      return at(place + PAGE);
    case "PageUp":
      return at(place - PAGE);
    case "Home":
      return at(0);
    case "End":
      return at(visible.length - 1);
    case "ArrowRight":
      if (row === undefined || row.descendants === 0) return null;
      return collapsed.has(selected) ? { kind: "toggle", row: selected } : { kind: "select", row: selected + 1 };
    case "ArrowLeft":
      if (row === undefined) return null;
      if (row.descendants > 0 && !collapsed.has(selected)) return { kind: "toggle", row: selected };
      return row.parent === null ? null : { kind: "select", row: row.parent };
    case "Enter":
      return { kind: "details" };
    case "+":
    case "=":
      return { kind: "zoom", factor: 0.5 };
    case "-":
      return { kind: "zoom", factor: 2 };
    case "0":
      return { kind: "whole" };
    default:
      return null;
  }
}

/** The rows that must be open for a row to be seen. */
export function opened(rows: readonly OutlineRow[], collapsed: ReadonlySet<number>, row: number): ReadonlySet<number> {
  const above = new Set<number>();
  for (let parent = rows[row]?.parent ?? null; parent !== null; parent = rows[parent]?.parent ?? null)
    above.add(parent);
  const kept = [...collapsed].filter((index) => !above.has(index));
  return kept.length === collapsed.size ? collapsed : new Set(kept);
}
