import type { Deployment, ReplicaSet } from "../state/objects";
import type { Bounds } from "./rollout";

export const REVISION = "deployment.kubernetes.io/revision";
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

/** Annotations that belong to one object and are not copied from a Deployment to its ReplicaSets. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  "deprecated.deployment.rollback.to",
]);

export function revisionOf(object: { metadata: ReplicaSet["metadata"] }): number {
  return Number.parseInt(object.metadata.annotations?.[REVISION] ?? "0", 10) || 0;
}

/** One above the highest old revision, so a template that comes back becomes the newest revision. */
export function nextRevision(oldSets: readonly ReplicaSet[]): number {
  return Math.max(0, ...oldSets.map(revisionOf)) + 1;
}

/**
 * Annotations of the current ReplicaSet (deployment_util.go SetNewReplicaSetAnnotations): the Deployment's own are
 * copied, the revision only rises, and the number it leaves behind goes to `revision-history`.
 */
export function currentSetAnnotations(
  deployment: Deployment,
  existing: Record<string, string> | undefined,
  revision: number,
): Record<string, string> {
  const annotations: Record<string, string> = { ...existing };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  }
  const previous = Number.parseInt(annotations[REVISION] ?? "0", 10) || 0;
  if (previous < revision) {
    annotations[REVISION] = String(revision);
    if (previous > 0) {
      const history = annotations[REVISION_HISTORY];
      annotations[REVISION_HISTORY] = history === undefined ? String(previous) : `${history},${previous}`;
    }
  }
  return annotations;
}

/** The sizes the controller notes on every active ReplicaSet. */
export function sizeAnnotations(replicas: number, bounds: Bounds): Record<string, string> {
  return { [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + bounds.maxSurge) };
}

/** Empty ReplicaSets beyond the history limit, lowest revision first. */
export function setsToForget(oldSets: readonly ReplicaSet[], historyLimit: number): ReplicaSet[] {
  const empty = oldSets.filter((set) => set.spec.replicas === 0 && set.status.replicas === 0);
  const surplus = oldSets.length - historyLimit;
  if (surplus <= 0) return [];
  return [...empty].sort((left, right) => revisionOf(left) - revisionOf(right)).slice(0, surplus);
}
