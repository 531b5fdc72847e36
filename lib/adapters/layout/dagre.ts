import { Graph as DagreGraph, type EdgeLabel, type GraphLabel, layout, type NodeLabel } from "@dagrejs/dagre";
import { columnsOf } from "@/lib/domain/graph-columns";
import { COLUMN_PITCH, type Graph, type Placement, ROW_PITCH } from "@/lib/domain/graph-placement";
import { compareText } from "@/lib/domain/text-order";
import type { GraphLayout } from "@/lib/ports";

const NODE = { width: 100, height: 30 };
const EDGE_GAP = 12;
/** dagre puts a rank for edge labels between every two ranks of nodes. */
const RANKS_PER_COLUMN = 2;

/** dagre's own type leaves "none" out: ranks are given with the nodes. */
type Settings = Pick<GraphLabel, "rankdir" | "nodesep" | "edgesep" | "ranksep"> & { readonly ranker: "none" };
type Drawn = DagreGraph<Settings, NodeLabel, EdgeLabel>;
type Layered = DagreGraph<GraphLabel, NodeLabel, EdgeLabel>;

/**
 * Layered layout by dagre, left to right; the same input gives the same output. Columns are given to it (see columnsOf), and nodes that
 * had a place keep their order within a column: a new one is put between them, so the picture that people know stays.
 */
export const dagreLayout: GraphLayout = {
  place(graph, previous) {
    const earlier = new Map((previous?.nodes ?? []).map(({ id, y }, index) => [id, { y, index }]));
    const steady = inSteadyOrder(graph, (id) => earlier.get(id)?.index ?? Number.POSITIVE_INFINITY);
    const { columnOf, backward } = columnsOf(steady);
    const drawn: Drawn = new DagreGraph({ directed: true });
    drawn.setGraph({
      rankdir: "LR",
      ranker: "none",
      nodesep: ROW_PITCH - NODE.height,
      edgesep: EDGE_GAP,
      ranksep: COLUMN_PITCH - NODE.width,
    });
    for (const id of steady.nodes) drawn.setNode(id, { ...NODE, rank: (columnOf.get(id) ?? 0) * RANKS_PER_COLUMN });
    for (const edge of steady.edges) {
      if (backward.has(edge)) drawn.setEdge(edge.to, edge.from, {});
      else drawn.setEdge(edge.from, edge.to, {});
    }
    layout(drawn, {
      customOrder(layered, order) {
        order(layered, {});
        keepOrder(layered, (id) => earlier.get(id)?.y ?? null);
      },
    });
    return {
      nodes: steady.nodes.map((id) => ({
        id,
        column: columnOf.get(id) ?? 0,
        x: drawn.node(id).x ?? 0,
        y: drawn.node(id).y ?? 0,
      })),
      edges: steady.edges.map((edge) => ({
        from: edge.from,
        to: edge.to,
        via: viaOf(drawn, edge, backward.has(edge)),
      })),
    };
  },
};

/** Known nodes first, as they came: where a cycle is cut depends on the order. */
function inSteadyOrder(graph: Graph, indexOf: (id: string) => number): Graph {
  const before = (a: string, b: string) => (indexOf(a) === indexOf(b) ? compareText(a, b) : indexOf(a) - indexOf(b));
  return {
    nodes: [...graph.nodes].sort(before),
    edges: [...graph.edges].sort((a, b) => before(a.from, b.from) || before(a.to, b.to)),
  };
}

/** Within each rank, the seats that known nodes got are given to them in their earlier order. */
function keepOrder(layered: Layered, earlierY: (id: string) => number | null): void {
  const ranks = new Map<number, { readonly id: string; readonly y: number }[]>();
  for (const id of layered.nodes()) {
    const y = earlierY(id);
    const { rank } = layered.node(id);
    if (y !== null && rank !== undefined) ranks.set(rank, [...(ranks.get(rank) ?? []), { id, y }]);
  }
  for (const known of ranks.values()) {
    const seats = known.map(({ id }) => layered.node(id).order ?? 0).sort((a, b) => a - b);
    known.sort((a, b) => a.y - b.y || compareText(a.id, b.id));
    for (const [index, { id }] of known.entries()) layered.node(id).order = seats[index] ?? 0;
  }
}

/** Where an edge passes other columns. The points at its ends and half way between columns are dagre's own affair. */
function viaOf(
  drawn: Drawn,
  { from, to }: Graph["edges"][number],
  isBackward: boolean,
): Placement["edges"][number]["via"] {
  const points = (isBackward ? drawn.edge(to, from) : drawn.edge(from, to)).points ?? [];
  const via = points
    .slice(1, -1)
    .filter(({ x }) => Number.isInteger((x - NODE.width / 2) / COLUMN_PITCH))
    .map(({ x, y }) => ({ x, y }));
  return isBackward ? via.reverse() : via;
}
