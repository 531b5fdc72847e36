import { createHash } from "node:crypto";
import { templateHashInput, withoutHashLabel } from "@/lib/domain/pod-template";
import type { PodTemplate, Revision, Workload } from "@/lib/domain/workload";
import type { WireDeployment, WirePod, WirePodTemplate, WireReplicaSet, WireSelector } from "./schema";

export const REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
const COMMIT_KEY = "org.opencontainers.image.revision";
const VERSION_KEY = "app.kubernetes.io/version";
const DIGEST = /sha256:[0-9a-f]{64}/;

/** Digests by ReplicaSet uid. Kept between reads: an old revision has no pods any more, but it had when it was seen before. */
export type SeenDigests = {
  get(replicaSetUid: string): string | undefined;
  set(replicaSetUid: string, digest: string): void;
};

/** SHA-256 of the canonical template without the controller's own label. */
export function templateHashOf(template: PodTemplate): string {
  return createHash("sha256").update(templateHashInput(template)).digest("hex");
}

/** A Deployment, its ReplicaSets and their pods as one workload; revisions newest first. ReplicaSets of other owners are passed over. */
export function workloadOf(
  deployment: WireDeployment,
  replicaSets: readonly WireReplicaSet[],
  pods: readonly WirePod[],
  seen: SeenDigests,
): Workload {
  const { metadata, spec, status } = deployment;
  const owned = replicaSets.filter((set) => isControlledBy(set, metadata.uid) && revisionOf(set.metadata) > 0);
  const container = spec.template.spec.containers[0];
  const { rollingUpdate, type } = spec.strategy;
  const isRecreate = type === "Recreate";
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    isPaused: spec.paused,
    replicas: spec.replicas,
    updatedReplicas: status.updatedReplicas,
    totalReplicas: status.replicas,
    availableReplicas: status.availableReplicas,
    template: spec.template,
    templateHash: templateHashOf(spec.template),
    currentRevision: revisionOf(metadata),
    revisions: owned.map((set) => revisionFrom(set, pods, seen)).sort((a, b) => b.number - a.number),
    annotations: metadata.annotations,
    labels: metadata.labels,
    conditions: status.conditions.map(({ type, status, reason, message }) => ({ type, status, reason, message })),
    strategy: {
      maxUnavailable: isRecreate ? "100%" : (rollingUpdate?.maxUnavailable ?? "25%"),
      maxSurge: isRecreate ? "0" : (rollingUpdate?.maxSurge ?? "25%"),
      hasReadinessProbe: container?.readinessProbe !== undefined,
      hasPreStop: container?.lifecycle?.preStop !== undefined,
      gracePeriodS: spec.template.spec.terminationGracePeriodSeconds ?? 30,
    },
  };
}

function revisionFrom(set: WireReplicaSet, pods: readonly WirePod[], seen: SeenDigests): Revision {
  const { template } = set.spec;
  const digest = digestOf(set, pods) ?? seen.get(set.metadata.uid) ?? null;
  if (digest !== null) seen.set(set.metadata.uid, digest);
  return {
    number: revisionOf(set.metadata),
    replicaSet: set.metadata.name,
    template: withoutHashLabel(template),
    templateHash: templateHashOf(template),
    images: template.spec.containers.map(({ name, image }) => ({ container: name, image: image ?? "" })),
    version: versionOf(template),
    commit: commitOf(template) ?? set.metadata.annotations[COMMIT_KEY] ?? null,
    imageDigest: digest,
    createdAt: set.metadata.creationTimestamp,
    annotations: set.metadata.annotations,
  };
}

/** Digest that the pods of a ReplicaSet run, or that its image names. Null when neither tells, or pods under one tag disagree. */
function digestOf(set: WireReplicaSet, pods: readonly WirePod[]): string | null {
  const container = set.spec.template.spec.containers[0];
  if (container === undefined) return null;
  const named = DIGEST.exec(container.image ?? "")?.[0];
  if (named !== undefined) return named;
  const running = pods
    .filter((pod) => isControlledBy(pod, set.metadata.uid))
    .flatMap((pod) => pod.status.containerStatuses.filter((status) => status.name === container.name))
    .map((status) => DIGEST.exec(status.imageID)?.[0])
    .filter((digest) => digest !== undefined);
  const distinct = new Set(running);
  return distinct.size === 1 ? (running[0] ?? null) : null;
}

function isControlledBy({ metadata }: Pick<WireReplicaSet, "metadata">, uid: string): boolean {
  return metadata.ownerReferences.some((owner) => owner.uid === uid && owner.controller === true);
}

export function revisionOf({ annotations }: Pick<WireDeployment["metadata"], "annotations">): number {
  const number = Number(annotations[REVISION_ANNOTATION] ?? "0");
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

/** The recommended version label, else the first container's image tag; null for a bare or digest-only image. */
export function versionOf(template: WirePodTemplate): string | null {
  const label = template.metadata.labels?.[VERSION_KEY];
  if (label !== undefined) return label;
  const image = (template.spec.containers[0]?.image ?? "").split("@")[0] ?? "";
  return /:([^/:]+)$/.exec(image)?.[1] ?? null;
}

export function commitOf(template: WirePodTemplate): string | null {
  return template.metadata.annotations?.[COMMIT_KEY] ?? template.metadata.labels?.[COMMIT_KEY] ?? null;
}

/** Name under which metrics and alerts know a Deployment's pods. */
export function serviceOf({ metadata, spec }: WireDeployment): string {
  const podLabels = spec.template.metadata.labels ?? {};
  for (const labels of [metadata.labels, podLabels]) {
    const name = labels["app.kubernetes.io/name"] ?? labels.app;
    if (name !== undefined) return name;
  }
  return metadata.name;
}

/** When somebody last wrote the template (field ownership), else the last rollout's progress, else creation. */
export function changedAtOf({ metadata, status }: WireDeployment): Date {
  const written = metadata.managedFields
    .filter((entry) => entry.subresource === undefined && ownsTemplate(entry.fieldsV1))
    .flatMap((entry) => (entry.time === undefined ? [] : [entry.time.getTime()]));
  if (written.length > 0) return new Date(Math.max(...written));
  const progressed = status.conditions.find((condition) => condition.type === "Progressing")?.lastUpdateTime;
  return progressed ?? metadata.creationTimestamp;
}

function ownsTemplate(fields: Readonly<Record<string, unknown>> | undefined): boolean {
  const spec = fields?.["f:spec"];
  return typeof spec === "object" && spec !== null && "f:template" in spec;
}

/** A selector as the query parameter `labelSelector` wants it. */
export function selectorText({ matchLabels, matchExpressions }: WireSelector): string {
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    const list = `(${values.join(",")})`;
    if (operator === "In") return `${key} in ${list}`;
    if (operator === "NotIn") return `${key} notin ${list}`;
    return operator === "DoesNotExist" ? `!${key}` : key;
  });
  return [...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`), ...expressions].join(",");
}
