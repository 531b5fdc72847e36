import { COLUMN_PITCH, type Point, ROW_PITCH } from "./graph-placement";
import { troubleOf } from "./map-trouble";
import type { MapEdge, MapNode } from "./service-map";

type Hop = { readonly caller: string; readonly callee: string };

/**
 * The part of a map that is read from across a room: the way of the trouble (or `focus` alone), then its neighbours, troubled and
 * busy ones first, at most `max` places; `leftOut` says how many are not shown. Columns and rows keep their order and close up.
 * A map that is small enough stays as it is.
 */
export function mapExcerptOf<N extends MapNode & Point, E extends MapEdge & { readonly via: readonly Point[] }>(
  map: { readonly nodes: readonly N[]; readonly edges: readonly E[] },
  { focus, path, max }: { readonly focus: string; readonly path: readonly Hop[] | null; readonly max: number },
): { readonly nodes: readonly N[]; readonly edges: readonly E[]; readonly leftOut: number } {
  if (map.nodes.length <= max) return { ...map, leftOut: 0 };
  const kept = new Set([focus, ...(path ?? []).flatMap(({ caller, callee }) => [caller, callee])]);
  const onWay = new Set(kept);
  const rank = ({ now, was }: E) => (["failing", "slower"].includes(troubleOf(now, was)) ? 1 : 0);
  const near = map.edges
    .filter(({ caller, callee }) => onWay.has(caller) || onWay.has(callee))
    .sort((a, b) => rank(b) - rank(a) || b.now.n - a.now.n);
  for (const { caller, callee } of near) {
    if (kept.size >= max) break;
    kept.add(onWay.has(caller) ? callee : caller);
  }
  const nodes = closedUp(map.nodes.filter(({ id }) => kept.has(id)));
  return {
    nodes,
    edges: map.edges
      .filter(({ caller, callee }) => kept.has(caller) && kept.has(callee))
      .map((edge) => ({ ...edge, via: [] })),
    leftOut: map.nodes.length - nodes.length,
  };
}

/** Empty columns and the gaps within columns go; each column stands in the middle of the tallest. */
function closedUp<N extends MapNode & Point>(nodes: readonly N[]): readonly N[] {
  const columns = [...new Set(nodes.map(({ x }) => x))]
    .sort((a, b) => a - b)
    .map((x) => nodes.filter((node) => node.x === x).sort((a, b) => a.y - b.y));
  const tallest = Math.max(0, ...columns.map(({ length }) => length));
  return columns.flatMap((column, index) =>
    column.map((node, row) => ({
      ...node,
      x: index * COLUMN_PITCH,
      y: (row + (tallest - column.length) / 2) * ROW_PITCH,
    })),
  );
}
