import type { Graph } from "./graph-placement";

/** A company of 60 services and stores in tiers, always the same: 3 entries, then edge, domain, shared and stores. */
export function sixtyServices(): Graph {
  const next = seeded(60);
  const tiers = [3, 9, 17, 16, 9, 6].map((size, tier) =>
    Array.from(
      { length: size },
      (_, i) => `${TIER_NAMES[tier] ?? "tier"}-${NAMES[(tier * 7 + i * 3) % NAMES.length] ?? "x"}-${i + 1}`,
    ),
  );
  const edges = new Map<string, Graph["edges"][number]>();
  const add = (from: string, to: string) => edges.set(`${from} ${to}`, { from, to });
  for (const [tier, callees] of tiers.entries()) {
    const callers = tiers[tier - 1];
    if (callers === undefined) continue;
    for (const to of callees) {
      add(callers[Math.floor(next() * callers.length)] ?? "", to);
      if (next() < 0.35) add(callers[Math.floor(next() * callers.length)] ?? "", to);
      const far = tiers[tier - 2];
      if (far !== undefined && next() < 0.15) add(far[Math.floor(next() * far.length)] ?? "", to);
    }
  }
  return { nodes: tiers.flat(), edges: [...edges.values()] };
}

const TIER_NAMES = ["gateway", "edge", "svc", "core", "shared", "store"];
const NAMES = [
  "orders",
  "catalogue",
  "recommendation-engine",
  "payments",
  "inventory",
  "risk",
  "shipping-quotes",
  "customers",
  "notifications",
  "pricing",
  "search",
];

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
