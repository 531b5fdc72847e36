import type { Pod } from "../state/objects";

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;
}

/** A pod is available once it has been ready for `minReadySeconds`: the epoch ms from which, or undefined. */
export function availableFromMs(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = pod.status.conditions?.find((condition) => condition.type === "Ready");
  if (ready?.status !== "True") return undefined;
  return minReadySeconds === 0 ? 0 : Date.parse(ready.lastTransitionTime) + minReadySeconds * 1_000;
}

/** Counts as a replica: not on its way out and not failed for good. */
export function isActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && pod.status.phase !== "Failed";
}

export function isOwnedBy(object: Pick<Pod, "metadata">, ownerUid: string): boolean {
  return object.metadata.ownerReferences?.some((owner) => owner.uid === ownerUid) ?? false;
}
