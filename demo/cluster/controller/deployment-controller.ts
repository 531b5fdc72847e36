import { jsonEquals, toJson } from "../json";
import { recordManager } from "../state/managed-fields";
import type { Deployment, ReplicaSet } from "../state/objects";
import { wireTime } from "../state/store";
import { isActive, isOwnedBy } from "./availability";
import { deploymentStatus, progressDeadlineMs } from "./deployment-status";
import type { ControllerWorld } from "./replicaset-controller";
import { currentSetAnnotations, nextRevision, REVISION, revisionOf, setsToForget, sizeAnnotations } from "./revision";
import { type Bounds, newReplicaSetSize, oldReplicaSetSizes, rolloutBounds } from "./rollout";
import { POD_TEMPLATE_HASH, templateHash, templateIdentity, withHashLabel, withoutHashLabel } from "./template-hash";

const COMPONENT = "deployment-controller";

/**
 * One step of a Deployment towards its spec: at most one change of sizes, then the status. Every change asks for the
 * next step. Sizes while a rollout is under way follow the rolling rules; proportional scaling is not imitated.
 * Returns when to look again (epoch ms), if ever.
 */
export function reconcileDeployment(world: ControllerWorld, deployment: Deployment): number | undefined {
  const paused = deployment.spec.paused === true;
  const bounds = boundsOf(deployment);
  const revised = syncCurrentSet(world, deployment, bounds, !paused);
  const { newSet, oldSets } = setsOf(world, revised);
  if (!paused && newSet !== undefined) {
    if (revised.spec.strategy.type === "Recreate") recreate(world, revised, newSet, oldSets);
    else roll(world, { deployment: revised, newSet, oldSets, bounds });
  } else if (newSet !== undefined) resize(world, revised, newSet, pausedSize(revised, newSet, oldSets));
  return reportStatus(world, revised, bounds);
}

function boundsOf(deployment: Deployment): Bounds {
  const { strategy, replicas } = deployment.spec;
  if (strategy.type === "Recreate") return { maxSurge: 0, maxUnavailable: replicas };
  return rolloutBounds(strategy.rollingUpdate ?? { maxSurge: "25%", maxUnavailable: "25%" }, replicas);
}

/** The ReplicaSets of a Deployment, oldest first; the new one is the oldest whose template is the Deployment's. */
function setsOf(world: ControllerWorld, deployment: Deployment): { newSet?: ReplicaSet; oldSets: ReplicaSet[] } {
  const sets = world.store.list("replicasets").filter((set) => isOwnedBy(set, deployment.metadata.uid));
  const wanted = templateIdentity(deployment.spec.template);
  const newSet = sets.find((set) => templateIdentity(set.spec.template) === wanted);
  const oldSets = sets.filter((set) => set !== newSet);
  return newSet === undefined ? { oldSets } : { newSet, oldSets };
}

/** Finds or creates the ReplicaSet of the current template and brings both revision annotations up to date. */
function syncCurrentSet(
  world: ControllerWorld,
  deployment: Deployment,
  bounds: Bounds,
  mayCreate: boolean,
): Deployment {
  const { newSet, oldSets } = setsOf(world, deployment);
  if (newSet === undefined && !mayCreate) return deployment;
  const revision = nextRevision(oldSets);
  let current: ReplicaSet;
  if (newSet === undefined) current = createSet(world, deployment, revision, bounds);
  else {
    const annotations = currentSetAnnotations(deployment, newSet.metadata.annotations, revision);
    current = replaceSet(world, newSet, { ...newSet, metadata: { ...newSet.metadata, annotations } });
  }
  const number = String(revisionOf(current));
  if (deployment.metadata.annotations?.[REVISION] === number) return deployment;
  const annotations = { [REVISION]: number, ...deployment.metadata.annotations };
  annotations[REVISION] = number;
  const marked = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  return world.store.replace("deployments", withManager(world, deployment, marked)) ?? deployment;
}

function createSet(world: ControllerWorld, deployment: Deployment, revision: number, bounds: Bounds): ReplicaSet {
  const hash = templateHash(deployment.spec.template);
  const template = withHashLabel(withoutHashLabel(deployment.spec.template), hash);
  const name = `${deployment.metadata.name}-${hash}`;
  const { minReadySeconds, replicas } = deployment.spec;
  const created: ReplicaSet = {
    kind: "ReplicaSet",
    apiVersion: "apps/v1",
    metadata: world.store.newMeta({
      name,
      ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
      generation: 1,
      ...(template.metadata.labels === undefined ? {} : { labels: template.metadata.labels }),
      annotations: { ...currentSetAnnotations(deployment, undefined, revision), ...sizeAnnotations(replicas, bounds) },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          name: deployment.metadata.name,
          uid: deployment.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    }),
    spec: {
      replicas: 0,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, [POD_TEMPLATE_HASH]: hash } },
      template,
    },
    status: { replicas: 0 },
  };
  return world.store.create("replicasets", withManager(world, undefined, created));
}

interface Rollout {
  deployment: Deployment;
  newSet: ReplicaSet;
  oldSets: readonly ReplicaSet[];
  bounds: Bounds;
}

/** Grow first; shrink only when there is nothing to grow, as the real controller does. */
function roll(world: ControllerWorld, { deployment, newSet, oldSets, bounds }: Rollout): void {
  const { replicas } = deployment.spec;
  const grown = newReplicaSetSize(countOf(newSet), oldSets.map(countOf), replicas, bounds);
  if (resize(world, deployment, newSet, grown)) return;
  const sizes = oldReplicaSetSizes(countOf(newSet), oldSets.map(countOf), replicas, bounds);
  for (const set of oldSets) resize(world, deployment, set, sizes.get(set.metadata.name) ?? set.spec.replicas);
}

/** Nothing new starts before the last old pod is gone, a terminating one included. */
function recreate(
  world: ControllerWorld,
  deployment: Deployment,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
): void {
  for (const set of oldSets) resize(world, deployment, set, 0);
  const oldUids = oldSets.map((set) => set.metadata.uid);
  const oldPods = world.store.list("pods").filter((pod) => oldUids.some((uid) => isOwnedBy(pod, uid)));
  if (oldPods.length === 0) resize(world, deployment, newSet, deployment.spec.replicas);
}

/** Paused Deployments still scale, but only when no rollout is half-way. */
function pausedSize(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): number {
  return oldSets.every((set) => set.spec.replicas === 0) ? deployment.spec.replicas : newSet.spec.replicas;
}

function resize(world: ControllerWorld, deployment: Deployment, set: ReplicaSet, size: number): boolean {
  const annotations = { ...set.metadata.annotations };
  if (size > 0) Object.assign(annotations, sizeAnnotations(deployment.spec.replicas, boundsOf(deployment)));
  const changed = size !== set.spec.replicas;
  const generation = (set.metadata.generation ?? 1) + (changed ? 1 : 0);
  const spec = { ...set.spec, replicas: size };
  replaceSet(world, set, { ...set, metadata: { ...set.metadata, annotations, generation }, spec });
  if (!changed) return false;
  const direction = size > set.spec.replicas ? "up" : "down";
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${set.spec.replicas} to ${size}`;
  world.events.record({
    about: deployment,
    type: "Normal",
    reason: "ScalingReplicaSet",
    message,
    component: COMPONENT,
  });
  return true;
}

function reportStatus(world: ControllerWorld, before: Deployment, bounds: Bounds): number | undefined {
  const { store, nowMs } = world;
  const { newSet, oldSets } = setsOf(world, before);
  const sets = newSet === undefined ? oldSets : [...oldSets, newSet];
  const status = deploymentStatus({ deployment: before, newSet, sets, bounds, nowMs });
  const reported = { ...before, status };
  if (!jsonEquals(toJson(status), toJson(before.status))) {
    store.replace("deployments", withManager(world, before, reported));
  }
  const busy = store
    .list("pods")
    .some((pod) => oldSets.some((set) => isOwnedBy(pod, set.metadata.uid)) && isActive(pod));
  if (!busy)
    for (const set of setsToForget(oldSets, before.spec.revisionHistoryLimit)) store.remove("replicasets", set);
  const deadlineMs = progressDeadlineMs(reported);
  // The deadline has whole seconds; looking a second later always finds it passed.
  return deadlineMs === undefined || deadlineMs < nowMs ? undefined : deadlineMs + 1_000;
}

function withManager<T extends Deployment | ReplicaSet>(world: ControllerWorld, before: T | undefined, after: T): T {
  const manager = { manager: "kube-controller-manager", apiVersion: "apps/v1", time: wireTime(world.nowMs) };
  const managedFields = recordManager({ entries: before?.metadata.managedFields ?? [], before, after, ...manager });
  return { ...after, metadata: { ...after.metadata, managedFields } };
}

function replaceSet(world: ControllerWorld, before: ReplicaSet, after: ReplicaSet): ReplicaSet {
  if (jsonEquals(toJson(before), toJson(after))) return before;
  return world.store.replace("replicasets", withManager(world, before, after)) ?? after;
}

function countOf(set: ReplicaSet): { name: string; desired: number; available: number } {
  return { name: set.metadata.name, desired: set.spec.replicas, available: set.status.availableReplicas ?? 0 };
}
