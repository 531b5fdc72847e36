import { isRolloutComplete, type Workload } from "./workload";

function progressReason(workload: Workload): string | null {
  return workload.conditions.find(({ type }) => type === "Progressing")?.reason ?? null;
}

/** The controller gave up waiting (`progressDeadlineSeconds`): pods of the newest template do not become available. */
export function isRolloutStuck(workload: Workload): boolean {
  return workload.observedGeneration >= workload.generation && progressReason(workload) === "ProgressDeadlineExceeded";
}

/**
 * True while pods of the newest template are being brought up. A completed rollout whose pods fail later is not one, nor is a
 * stuck one: both are what a rollback is for. Source: deployment controller, progress.go.
 */
export function isRolloutUnderWay(workload: Workload): boolean {
  if (workload.observedGeneration < workload.generation) return true;
  const reason = progressReason(workload);
  if (reason === null) return !isRolloutComplete(workload);
  return reason !== "NewReplicaSetAvailable" && reason !== "ProgressDeadlineExceeded";
}

export type RolloutState = "complete" | "under_way" | "stuck" | "superseded";

/** How far the rollout of one template has come. `superseded`: somebody has put another template since. */
export function rolloutStateOf(workload: Workload, templateHash: string): RolloutState {
  if (workload.templateHash !== templateHash) return "superseded";
  if (isRolloutComplete(workload)) return "complete";
  return isRolloutStuck(workload) ? "stuck" : "under_way";
}
