import { compareText } from "./text-order";
import type { Revision, Workload } from "./workload";

/** Carries the id of the mitigation that wrote the object: the proof, after a crash, that the patch was applied. */
export const MITIGATION_ANNOTATION = "firebreak.dev/mitigation";
export const CHANGE_CAUSE = "kubernetes.io/change-cause";

/** Annotations that belong to one object and never travel between a Deployment and its ReplicaSets (kubectl's annotationsToSkip). */
const OWN = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "deployment.kubernetes.io/revision",
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
  MITIGATION_ANNOTATION,
  CHANGE_CAUSE,
]);

/**
 * What happens to the Deployment's annotations. As `kubectl rollout undo`, those of the old revision come back; unlike it, those
 * added since are kept (kubectl drops a freeze marker or a tracking id without a word) and listed. `change-cause` says what this is.
 * Source: kubectl polymorphichelpers/rollback.go.
 */
export function rollbackAnnotations(
  workload: Pick<Workload, "annotations">,
  target: Pick<Revision, "annotations" | "number" | "version">,
): { readonly changes: Readonly<Record<string, string | null>>; readonly keptSince: readonly string[] } {
  const restored = Object.entries(target.annotations)
    .filter(([key, value]) => !OWN.has(key) && workload.annotations[key] !== value)
    .sort(([a], [b]) => compareText(a, b));
  const keptSince = Object.keys(workload.annotations)
    .filter((key) => !OWN.has(key) && target.annotations[key] === undefined)
    .sort(compareText);
  const version = target.version === null ? "" : ` (${target.version})`;
  const cause = `Firebreak: roll back to revision ${target.number}${version}`;
  return { changes: { ...Object.fromEntries(restored), [CHANGE_CAUSE]: cause }, keptSince };
}
