/**
 * Rolling update arithmetic of the Deployment controller
 * (kubernetes/kubernetes pkg/controller/deployment/rolling.go and util/deployment_util.go). Counts are pods.
 */

export type IntOrPercent = number | string;

/** The part of a ReplicaSet that the arithmetic needs, oldest first. */
export interface ReplicaCount {
  name: string;
  desired: number;
  available: number;
}

export interface Bounds {
  maxSurge: number;
  maxUnavailable: number;
}

/** Surge rounds up, unavailable rounds down; both zero would never move, so one pod may then be unavailable. */
export function rolloutBounds(
  strategy: { maxSurge: IntOrPercent; maxUnavailable: IntOrPercent },
  replicas: number,
): Bounds {
  const maxSurge = scaled(strategy.maxSurge, replicas, Math.ceil);
  const maxUnavailable = scaled(strategy.maxUnavailable, replicas, Math.floor);
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

function scaled(value: IntOrPercent, total: number, round: (ratio: number) => number): number {
  if (typeof value === "number") return value;
  return round((Number.parseInt(value, 10) * total) / 100);
}

/** How many pods the new ReplicaSet should have now, within replicas + maxSurge in total. */
export function newReplicaSetSize(
  newSet: ReplicaCount,
  oldSets: readonly ReplicaCount[],
  replicas: number,
  bounds: Bounds,
): number {
  if (newSet.desired >= replicas) return replicas;
  const total = newSet.desired + desiredOf(oldSets);
  const room = replicas + bounds.maxSurge - total;
  return room <= 0 ? newSet.desired : newSet.desired + Math.min(room, replicas - newSet.desired);
}

/** New sizes of the old ReplicaSets that may shrink now: pods that are not available first, then oldest first. */
export function oldReplicaSetSizes(
  newSet: ReplicaCount,
  oldSets: readonly ReplicaCount[],
  replicas: number,
  bounds: Bounds,
): Map<string, number> {
  const sizes = new Map(oldSets.map((set) => [set.name, set.desired]));
  const minAvailable = replicas - bounds.maxUnavailable;
  const newUnavailable = newSet.desired - newSet.available;
  let removable = newSet.desired + desiredOf(oldSets) - minAvailable - newUnavailable;
  for (const set of oldSets) {
    const unhealthy = Math.min(Math.max(0, set.desired - set.available), Math.max(0, removable));
    sizes.set(set.name, set.desired - unhealthy);
    removable -= unhealthy;
  }
  let surplus = newSet.available + oldSets.reduce((sum, set) => sum + set.available, 0) - minAvailable;
  surplus = Math.min(surplus, removable);
  for (const set of oldSets) {
    const size = sizes.get(set.name) ?? 0;
    const step = Math.min(size, Math.max(0, surplus));
    sizes.set(set.name, size - step);
    surplus -= step;
  }
  return sizes;
}

function desiredOf(sets: readonly ReplicaCount[]): number {
  return sets.reduce((sum, set) => sum + set.desired, 0);
}
