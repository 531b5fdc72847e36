import { type Trouble, troubleOf } from "./map-trouble";
import type { MapEdge, MapNode } from "./service-map";

/** How strongly something is drawn: the way trouble takes, other trouble, everything else, what the sample does not show. */
export type Tone = "path" | "trouble" | "plain" | "unknown";

export type EdgeBreaker = { readonly state: "open" | "half_open"; readonly podsOpen: number; readonly pods: number };

export type NodeLook<N extends MapNode = MapNode> = {
  readonly node: N;
  readonly trouble: Trouble;
  readonly tone: Tone;
  readonly isCause: boolean;
};

export type EdgeLook<E extends MapEdge = MapEdge> = {
  readonly edge: E;
  readonly key: string;
  readonly trouble: Trouble;
  readonly tone: Tone;
  /** 0–1 by the logarithm of its calls, so that a rare call is still seen beside a busy one. */
  readonly weight: number;
  readonly breaker: EdgeBreaker | null;
};

export type MapLook<N extends MapNode, E extends MapEdge> = {
  readonly nodes: readonly NodeLook<N>[];
  /** What matters most comes last, so that it is drawn on top. */
  readonly edges: readonly EdgeLook<E>[];
  /** Edges that deserve a label, the most important first. */
  readonly labelled: readonly EdgeLook<E>[];
};

export function edgeKey({ caller, callee }: { readonly caller: string; readonly callee: string }): string {
  return JSON.stringify([caller, callee]);
}

const BY_TONE: readonly Tone[] = ["unknown", "plain", "trouble", "path"];

/** What is drawn how. `path` from redPathOf; an open breaker is trouble even where the sample has no call. */
export function mapLookOf<N extends MapNode, E extends MapEdge>(
  map: { readonly nodes: readonly N[]; readonly edges: readonly E[] },
  told: {
    readonly cause: string | null;
    readonly path: readonly { readonly caller: string; readonly callee: string }[] | null;
    readonly breakers: ReadonlyMap<string, EdgeBreaker>;
  },
): MapLook<N, E> {
  const onPath = new Set(told.path?.map(edgeKey));
  const passed = new Set(told.path?.flatMap(({ caller, callee }) => [caller, callee]));
  const most = Math.max(1, ...map.edges.map(({ now }) => now.n));
  const toneOf = (trouble: Trouble, isPath: boolean): Tone =>
    isPath ? "path" : trouble === "unknown" ? "unknown" : trouble === "none" ? "plain" : "trouble";
  const nodes = map.nodes.map((node) => {
    const trouble = troubleOf(node.now, node.was);
    const isCause = told.path !== null && node.id === told.cause;
    return { node, trouble, tone: toneOf(trouble, isCause || passed.has(node.id)), isCause };
  });
  const edges = map.edges.map((edge) => {
    const key = edgeKey(edge);
    const trouble = troubleOf(edge.now, edge.was);
    const breaker = told.breakers.get(key) ?? null;
    const tone = toneOf(trouble, onPath.has(key));
    return {
      edge,
      key,
      trouble,
      tone: breaker !== null && (tone === "plain" || tone === "unknown") ? ("trouble" as const) : tone,
      weight: Math.log1p(edge.now.n) / Math.log1p(most),
      breaker,
    };
  });
  edges.sort((a, b) => BY_TONE.indexOf(a.tone) - BY_TONE.indexOf(b.tone));
  const labelled = [...edges]
    .filter(({ tone }) => tone === "path" || tone === "trouble")
    .sort((a, b) => BY_TONE.indexOf(b.tone) - BY_TONE.indexOf(a.tone) || b.edge.now.n - a.edge.now.n);
  return { nodes, edges, labelled };
}
