import { randomInt } from "node:crypto";
import { jsonEquals, toJson } from "../json";
import type { Pod, ReplicaSet } from "../state/objects";
import { type Store, wireTime } from "../state/store";
import { availableFromMs, isActive, isOwnedBy, isReady } from "./availability";
import type { EventRecorder } from "./event-recorder";
import { SAFE_ALPHABET } from "./template-hash";

const COMPONENT = "replicaset-controller";

export interface ControllerWorld {
  store: Store;
  events: EventRecorder;
  nowMs: number;
}

/** Creates or deletes pods until the count fits, then reports. Returns when to look again (epoch ms), if ever. */
export function reconcileReplicaSet(world: ControllerWorld, set: ReplicaSet): number | undefined {
  const { store } = world;
  const owned = store.list("pods").filter((pod) => isOwnedBy(pod, set.metadata.uid));
  const active = owned.filter(isActive);
  for (let missing = set.spec.replicas - active.length; missing > 0; missing -= 1) createPod(world, set);
  for (const pod of firstToGo(active).slice(0, Math.max(0, active.length - set.spec.replicas))) {
    deletePod(store, pod, pod.spec.terminationGracePeriodSeconds, world.nowMs);
    note(world, set, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }
  return reportStatus(world, set);
}

/** Marks a pod for termination; its node removes it when the process is gone. A second mark can only shorten it. */
export function deletePod(store: Store, pod: Pod, graceSeconds: number, nowMs: number): Pod | undefined {
  const current = pod.metadata.deletionGracePeriodSeconds;
  if (current !== undefined && current <= graceSeconds) return pod;
  const metadata = {
    ...pod.metadata,
    deletionTimestamp: wireTime(nowMs + graceSeconds * 1_000),
    deletionGracePeriodSeconds: graceSeconds,
  };
  return store.replace("pods", { ...pod, metadata });
}

function createPod(world: ControllerWorld, set: ReplicaSet): void {
  const { template } = set.spec;
  const suffix = Array.from({ length: 5 }, () => SAFE_ALPHABET[randomInt(SAFE_ALPHABET.length)]).join("");
  const pod = world.store.create("pods", {
    kind: "Pod",
    apiVersion: "v1",
    metadata: world.store.newMeta({
      name: `${set.metadata.name}-${suffix}`,
      generateName: `${set.metadata.name}-`,
      ...(set.metadata.namespace === undefined ? {} : { namespace: set.metadata.namespace }),
      ...(template.metadata.labels === undefined ? {} : { labels: template.metadata.labels }),
      ...(template.metadata.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: set.metadata.name,
          uid: set.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    }),
    spec: template.spec,
    status: { phase: "Pending", qosClass: "BestEffort" },
  });
  note(world, set, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
}

/** Not running first, then not ready, then the youngest, as the real controller chooses. */
function firstToGo(pods: readonly Pod[]): Pod[] {
  const rank = (pod: Pod) => (pod.status.phase === "Pending" ? 0 : isReady(pod) ? 2 : 1);
  return [...pods].reverse().sort((left, right) => rank(left) - rank(right));
}

function reportStatus(world: ControllerWorld, set: ReplicaSet): number | undefined {
  const { store, nowMs } = world;
  const active = store.list("pods").filter((pod) => isOwnedBy(pod, set.metadata.uid) && isActive(pod));
  const availableFrom = active
    .map((pod) => availableFromMs(pod, set.spec.minReadySeconds ?? 0))
    .filter((fromMs) => fromMs !== undefined);
  const counts = {
    fullyLabeledReplicas: active.length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: availableFrom.filter((fromMs) => fromMs <= nowMs).length,
  };
  const status = {
    replicas: active.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    observedGeneration: set.metadata.generation ?? 1,
  };
  if (!jsonEquals(toJson(status), toJson(set.status))) store.replace("replicasets", { ...set, status });
  const later = availableFrom.filter((fromMs) => fromMs > nowMs);
  return later.length === 0 ? undefined : Math.min(...later);
}

function note(world: ControllerWorld, about: ReplicaSet, reason: string, message: string): void {
  world.events.record({ about, type: "Normal", reason, message, component: COMPONENT });
}
