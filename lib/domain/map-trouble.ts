import type { Figures, ServiceMap } from "./service-map";

export const TROUBLES = ["failing", "slower", "none", "unknown"] as const;
/** How a place or a call does now against before. `unknown`: not in the sample. */
export type Trouble = (typeof TROUBLES)[number];

const FAILED_MIN = 3;
const FAILED_RATIO = 0.02;
const GROWN = 2;
const SLOW_MIN = 10;
const SLOWER = 1.5;
const SLOWER_MS = 10;

/**
 * failing: at least 3 failed, 2 % of them or more, and twice the share of before.
 * slower: at least 10 measured, and p95 half as long again as before and 10 ms more.
 * Without a stretch before, only failures tell: how long a call should take is not known.
 */
export function troubleOf(now: Figures, was: Figures | null): Trouble {
  if (now.n === 0) return "unknown";
  const ratio = now.failed / now.n;
  const ratioBefore = was === null || was.n === 0 ? 0 : was.failed / was.n;
  if (now.failed >= FAILED_MIN && ratio >= FAILED_RATIO && ratio >= GROWN * ratioBefore) return "failing";
  const isSlower =
    now.n >= SLOW_MIN &&
    now.p95Ms !== null &&
    was?.p95Ms != null &&
    now.p95Ms >= SLOWER * was.p95Ms &&
    now.p95Ms - was.p95Ms >= SLOWER_MS;
  return isSlower ? "slower" : "none";
}

/** A healthy hop counts like three broken ones, so a detour of broken calls wins over a short healthy way. */
const HEALTHY_HOP = 3;

type Hop = { readonly caller: string; readonly callee: string };

/**
 * The way trouble takes to the user: from an entry of the traffic to `cause`, along failing or slower calls where there are any
 * (fewest hops, a healthy one counting three; of equals the busiest call). First hop first. Empty when the cause is itself the
 * entry; null when no call in the sample leads to it: then nothing is drawn red that was not seen.
 */
export function redPathOf(map: Pick<ServiceMap, "nodes" | "edges">, cause: string): readonly Hop[] | null {
  if (!map.nodes.some(({ id, now }) => id === cause && now.n > 0)) return null;
  const edges = map.edges.filter(({ now }) => now.n > 0);
  const entries = new Set(map.nodes.filter(({ isEntry }) => isEntry).map(({ id }) => id));
  // Dijkstra from the cause upwards; edges come busiest first, so the first of equals is the busiest.
  const cost = new Map([[cause, 0]]);
  const next = new Map<string, Hop>();
  const open = new Set([cause]);
  while (open.size > 0) {
    const place = [...open].reduce((best, one) => (costOf(cost, one) < costOf(cost, best) ? one : best));
    open.delete(place);
    if (entries.has(place)) return pathFrom(place, next);
    for (const { caller, callee, now, was } of edges) {
      if (callee !== place) continue;
      const trouble = troubleOf(now, was);
      const total = costOf(cost, place) + (trouble === "failing" || trouble === "slower" ? 1 : HEALTHY_HOP);
      if (total >= costOf(cost, caller)) continue;
      cost.set(caller, total);
      next.set(caller, { caller, callee });
      open.add(caller);
    }
  }
  return null;
}

function costOf(cost: ReadonlyMap<string, number>, place: string): number {
  return cost.get(place) ?? Number.POSITIVE_INFINITY;
}

function pathFrom(entry: string, next: ReadonlyMap<string, Hop>): readonly Hop[] {
  const path: Hop[] = [];
  for (let hop = next.get(entry); hop !== undefined; hop = next.get(hop.callee)) path.push(hop);
  return path;
}
