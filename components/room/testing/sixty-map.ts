import { dagreLayout } from "@/lib/adapters/layout/dagre";
import type { MapData } from "@/lib/contracts/service-map";
import { sixtyServices } from "@/lib/domain/sixty-services.fixture";

/** Where the trouble of the 60 services begins. */
export const SIXTY_CAUSE = "shared-risk-8";

/** 60 services in trouble: one shared service is slow, and whoever calls it; some were not sampled. */
export function sixtyMap(nowMs: number): MapData {
  const graph = sixtyServices();
  const { nodes, edges } = dagreLayout.place(graph, null);
  const bad = new Set([SIXTY_CAUSE]);
  for (let round = 0; round < 6; round += 1) for (const { from, to } of graph.edges) if (bad.has(to)) bad.add(from);
  const unseen = (id: string) => !bad.has(id) && (id.length * 7) % 5 === 0;
  const n = (id: string) => (unseen(id) ? 0 : 20 + ((id.length * 37) % 280));
  const figures = (id: string, isBad: boolean) => ({
    n: n(id),
    failed: isBad ? Math.round(n(id) * 0.06) : 0,
    p95Ms: n(id) === 0 ? null : 8 + ((id.length * 13) % 70) + (isBad ? 420 : 0),
  });
  const before = (id: string) => ({ n: 40, failed: 0, p95Ms: 8 + ((id.length * 13) % 70) });
  const entries = new Set(graph.nodes.filter((id) => graph.edges.every(({ to }) => to !== id)));
  return {
    nodes: nodes.map(({ id, x, y }) => ({
      id,
      x,
      y,
      name: id,
      kind: id.startsWith("store-") ? ("database" as const) : ("service" as const),
      spans: n(id),
      now: figures(id, bad.has(id)),
      was: before(id),
      selfRatio: id === SIXTY_CAUSE ? 0.6 : 0.4 / 59,
      isEntry: entries.has(id),
    })),
    edges: edges.map(({ from, to, via }) => ({
      caller: from,
      callee: to,
      via: [...via],
      now: unseen(from) ? { n: 0, failed: 0, p95Ms: null } : figures(to, bad.has(to)),
      was: before(to),
      perS: n(to) * 1.3,
      failingRatio: bad.has(to) ? 0.8 : 0,
    })),
    traces: 480,
    failingTraces: 29,
    sample: { fromMs: nowMs - 70_000, toMs: nowMs - 10_000 },
    isSampled: true,
    anchor: SIXTY_CAUSE,
    anchorPerS: 390,
    before: { fromMs: nowMs - 1_200_000, toMs: nowMs - 300_000, traces: 100 },
    leftOut: 0,
  };
}
