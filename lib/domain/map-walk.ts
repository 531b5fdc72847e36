import type { Point } from "./graph-placement";

export type WalkStep = "callee" | "caller" | "above" | "below" | "first";

/**
 * The place that a key leads to: along the busiest call to a callee or back to a caller (calls of `path` first), or to the next box of
 * the same column. null: there is none that way. `edges` come busiest first.
 */
export function walkFrom(
  id: string,
  step: WalkStep,
  map: {
    readonly nodes: readonly (Point & { readonly id: string; readonly isEntry: boolean })[];
    readonly edges: readonly { readonly caller: string; readonly callee: string }[];
  },
  path: readonly { readonly caller: string; readonly callee: string }[] | null,
): string | null {
  const calls = [...(path ?? []), ...map.edges];
  switch (step) {
    case "callee":
      return calls.find(({ caller }) => caller === id)?.callee ?? null;
    case "caller":
      return calls.find(({ callee }) => callee === id)?.caller ?? null;
    case "first":
      return map.nodes.find(({ isEntry }) => isEntry)?.id ?? null;
    case "above":
    case "below": {
      const here = map.nodes.find((node) => node.id === id);
      if (here === undefined) return null;
      const column = map.nodes.filter(({ x }) => x === here.x).sort((a, b) => a.y - b.y);
      return column[column.indexOf(here) + (step === "below" ? 1 : -1)]?.id ?? null;
    }
    default:
      return step satisfies never;
  }
}
