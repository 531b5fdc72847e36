import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from "../state/objects";
import { wireTime } from "../state/store";
import type { Bounds } from "./rollout";

interface StatusInput {
  deployment: Deployment;
  newSet: ReplicaSet | undefined;
  sets: readonly ReplicaSet[];
  bounds: Bounds;
  nowMs: number;
}

/** What the Deployment controller would report now (progress.go syncRolloutStatus, sync.go calculateStatus). */
export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const { deployment, newSet, sets, bounds } = input;
  const desired = deployment.spec.replicas;
  const available = sum(sets, (set) => set.status.availableReplicas ?? 0);
  const counts = {
    replicas: sum(sets, (set) => set.status.replicas),
    updatedReplicas: newSet?.status.replicas ?? 0,
    readyReplicas: sum(sets, (set) => set.status.readyReplicas ?? 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(sets, (set) => set.spec.replicas) - available),
  };
  const enough = available >= desired - bounds.maxUnavailable;
  const availableCondition = setCondition(input, {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
  });
  const progressing = progressingCondition(input, counts);
  const conditions = [availableCondition, ...(progressing === undefined ? [] : [progressing])];
  const nonZero = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { observedGeneration: deployment.metadata.generation ?? 1, ...nonZero, conditions };
}

/** When the progress deadline passes if nothing moves before, in epoch ms. */
export function progressDeadlineMs(deployment: Deployment): number | undefined {
  const condition = conditionOf(deployment, "Progressing");
  if (condition?.status !== "True" || condition.reason === "NewReplicaSetAvailable") return undefined;
  return Date.parse(condition.lastUpdateTime) + deployment.spec.progressDeadlineSeconds * 1_000;
}

type Counts = Required<Omit<DeploymentStatus, "observedGeneration" | "conditions">>;

function progressingCondition(input: StatusInput, counts: Counts): DeploymentCondition | undefined {
  const { deployment, newSet, nowMs } = input;
  const current = conditionOf(deployment, "Progressing");
  const name = newSet?.metadata.name ?? deployment.metadata.name;
  const condition = (status: "True" | "False" | "Unknown", reason: string, message: string, touch = false) =>
    setCondition(input, { type: "Progressing", status, reason, message }, touch);

  if (deployment.spec.paused === true) return condition("Unknown", "DeploymentPaused", "Deployment is paused");
  if (current?.reason === "DeploymentPaused") {
    return condition("Unknown", "DeploymentResumed", "Deployment is resumed");
  }
  const settled = counts.replicas === counts.updatedReplicas && current?.reason === "NewReplicaSetAvailable";
  if (settled) return current;
  if (isComplete(deployment, counts)) {
    return condition("True", "NewReplicaSetAvailable", `ReplicaSet "${name}" has successfully progressed.`, true);
  }
  if (current === undefined) return condition("True", "NewReplicaSetCreated", `Created new replica set "${name}"`);
  if (isProgressing(deployment.status, counts)) {
    return condition("True", "ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`, true);
  }
  const deadlineMs = progressDeadlineMs(deployment);
  if (deadlineMs !== undefined && deadlineMs < nowMs) {
    return condition("False", "ProgressDeadlineExceeded", `ReplicaSet "${name}" has timed out progressing.`);
  }
  return current;
}

function isComplete(deployment: Deployment, counts: Counts): boolean {
  const desired = deployment.spec.replicas;
  return counts.updatedReplicas === desired && counts.replicas === desired && counts.availableReplicas === desired;
}

/** More new pods, fewer old ones, or more ready or available ones than at the last report. */
function isProgressing(before: DeploymentStatus, now: Counts): boolean {
  const oldBefore = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    now.updatedReplicas > (before.updatedReplicas ?? 0) ||
    now.replicas - now.updatedReplicas < oldBefore ||
    now.readyReplicas > (before.readyReplicas ?? 0) ||
    now.availableReplicas > (before.availableReplicas ?? 0)
  );
}

/** Times move only when something does: the transition with the status, the update with reason or status. */
function setCondition(
  input: StatusInput,
  next: Pick<DeploymentCondition, "type" | "status" | "reason" | "message">,
  touch = false,
): DeploymentCondition {
  const current = conditionOf(input.deployment, next.type);
  if (!touch && current?.status === next.status && current.reason === next.reason) return current;
  const time = wireTime(input.nowMs);
  const lastTransitionTime = current?.status === next.status ? current.lastTransitionTime : time;
  const { type, status, reason, message } = next;
  return { type, status, lastUpdateTime: time, lastTransitionTime, reason, message };
}

function conditionOf(deployment: Deployment, type: DeploymentCondition["type"]): DeploymentCondition | undefined {
  return deployment.status.conditions?.find((condition) => condition.type === type);
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
