import type { PodTemplate, Revision, Workload } from "./workload";

/** A pod template of the shop's order service at a version. */
export function templateOf(version: string, extra: Readonly<Record<string, unknown>> = {}): PodTemplate {
  return {
    metadata: { creationTimestamp: null, labels: { app: "order", "app.kubernetes.io/version": version } },
    spec: {
      containers: [{ name: "app", image: `shop/order:${version}`, ...extra }],
      terminationGracePeriodSeconds: 30,
    },
  };
}

export function revisionOf(number: number, version: string, over: Partial<Revision> = {}): Revision {
  return {
    number,
    replicaSet: `order-${version}`,
    template: templateOf(version),
    templateHash: `hash-${version}`,
    images: [{ container: "app", image: `shop/order:${version}` }],
    version,
    commit: `commit-${version}`,
    imageDigest: `sha256:${version}`,
    createdAt: new Date("2026-11-20T10:00:00Z"),
    annotations: {
      "deployment.kubernetes.io/revision": String(number),
      "kubernetes.io/change-cause": `release ${version}`,
    },
    ...over,
  };
}

/** Order at v2 (revision 2), rolled out, with v1 (revision 1) in its history. Hashes are names, not digests. */
export function workloadFixture(over: Partial<Workload> = {}): Workload {
  return {
    namespace: "shop",
    name: "order",
    uid: "uid-order",
    resourceVersion: "100",
    generation: 4,
    observedGeneration: 4,
    isPaused: false,
    replicas: 2,
    updatedReplicas: 2,
    totalReplicas: 2,
    availableReplicas: 2,
    template: templateOf("v2"),
    templateHash: "hash-v2",
    currentRevision: 2,
    revisions: [revisionOf(2, "v2"), revisionOf(1, "v1")],
    annotations: { "deployment.kubernetes.io/revision": "2", "kubernetes.io/change-cause": "release v2" },
    labels: { app: "order" },
    conditions: [{ type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", message: "" }],
    strategy: { maxUnavailable: "0", maxSurge: "1", hasReadinessProbe: true, hasPreStop: true, gracePeriodS: 30 },
    ...over,
  };
}
