import type { Pod } from "../state/objects";

export const ZONE_LABEL = "topology.kubernetes.io/zone";
export const ZONES = ["a", "b", "c"] as const;

export function nodeOf(zone: string): string {
  return `node-${zone}`;
}

/** The zone with the fewest pods of the same app, then the fewest at all, then the first: spread and predictable. */
export function chooseZone(pod: Pod, placed: readonly Pod[]): string {
  const app = pod.metadata.labels?.app;
  const load = (zone: string) => {
    const here = placed.filter((other) => other.metadata.labels?.[ZONE_LABEL] === zone);
    const siblings = here.filter((other) => other.metadata.labels?.app === app).length;
    return siblings * 1_000 + here.length;
  };
  return [...ZONES].sort((left, right) => load(left) - load(right))[0] ?? ZONES[0];
}
