import type { RollbackPlan } from "@/lib/domain/mitigation";
import { MITIGATION_ANNOTATION, movedSince } from "@/lib/domain/rollback";
import { AppError } from "@/lib/errors";
import type { ApplyOutcome, CallOptions, Cluster, MovedField } from "@/lib/ports";
import { Connection, type KubernetesOptions } from "./connection";
import { AnswerFailure, isRefusal } from "./failure";
import { measured } from "./measured";
import {
  changedAtOf,
  commitOf,
  revisionOf,
  type SeenDigests,
  selectorText,
  serviceOf,
  templateHashOf,
  versionOf,
  workloadOf,
} from "./normalise";
import { rollbackPatch } from "./rollback-patch";
import {
  deploymentListSchema,
  deploymentSchema,
  podListSchema,
  replicaSetListSchema,
  type WireDeployment,
} from "./schema";

const READ_TIMEOUT_MS = 5_000;
const PATCH_ATTEMPTS = 4;
const FIELD_MANAGER = "firebreak";
const JSON_PATCH = { "Content-Type": "application/json-patch+json" };

/**
 * The `Cluster` port on the official client. Reads never throw: a dead cluster is a stated gap. `apply` throws AppError
 * upstream_failed when it cannot be known whether the patch was stored.
 */
export function kubernetesCluster(options: KubernetesOptions): Cluster {
  const connection = new Connection(options);
  const seen: SeenDigests = options.seenDigests ?? new Map<string, string>();
  return {
    workload: (namespace, name, { timeoutMs }) =>
      measured(`GET ${deploymentPath(namespace, name)}`, () =>
        readWorkload({ connection, seen, timeoutMs }, namespace, name),
      ),
    workloads: ({ timeoutMs }) => measured("GET /apis/apps/v1/deployments", () => listWorkloads(connection, timeoutMs)),
    dryRun: (plan, mitigationId, call) =>
      measured(`PATCH ${deploymentPath(plan.workload.namespace, plan.workload.name)}?dryRun=All`, () =>
        dryRun(connection, plan, mitigationId, call),
      ),
    apply: (plan, mitigationId, call) => apply(connection, plan, mitigationId, call),
    // Reads what is needed later, with its rights: /version answers strangers too.
    ping: ({ timeoutMs }) =>
      measured("GET /apis/apps/v1/deployments?limit=1", async () => {
        deploymentListSchema.parse(await listDeployments(connection, timeoutMs, 1));
        return true as const;
      }),
  };
}

function deploymentPath(namespace: string, name: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}

async function readDeployment(
  connection: Connection,
  { namespace, name }: { namespace: string; name: string },
  timeoutMs: number,
): Promise<WireDeployment | null> {
  try {
    const body = await connection.call(timeoutMs, ({ apps }, call) =>
      apps.readNamespacedDeployment({ namespace, name }, call),
    );
    return deploymentSchema.parse(body);
  } catch (error) {
    if (error instanceof AnswerFailure && error.status === 404) return null;
    throw error;
  }
}

async function readWorkload(
  { connection, seen, timeoutMs }: { connection: Connection; seen: SeenDigests; timeoutMs: number },
  namespace: string,
  name: string,
) {
  const deployment = await readDeployment(connection, { namespace, name }, timeoutMs);
  if (deployment === null) return null;
  const labelSelector = selectorText(deployment.spec.selector);
  const [replicaSets, pods] = await Promise.all([
    connection.call(timeoutMs, ({ apps }, call) => apps.listNamespacedReplicaSet({ namespace, labelSelector }, call)),
    connection.call(timeoutMs, ({ core }, call) => core.listNamespacedPod({ namespace, labelSelector }, call)),
  ]);
  return workloadOf(deployment, replicaSetListSchema.parse(replicaSets).items, podListSchema.parse(pods).items, seen);
}

async function listWorkloads(connection: Connection, timeoutMs: number) {
  const { items } = deploymentListSchema.parse(await listDeployments(connection, timeoutMs));
  return items.map((deployment) => ({
    namespace: deployment.metadata.namespace,
    name: deployment.metadata.name,
    service: serviceOf(deployment),
    version: versionOf(deployment.spec.template),
    revision: revisionOf(deployment.metadata),
    commit: commitOf(deployment.spec.template),
    changedAt: changedAtOf(deployment),
  }));
}

/** All namespaces, or the context's own when the account may see no more. */
async function listDeployments(connection: Connection, timeoutMs: number, limit?: number): Promise<unknown> {
  const page = limit === undefined ? {} : { limit };
  try {
    return await connection.call(timeoutMs, ({ apps }, call) => apps.listDeploymentForAllNamespaces(page, call));
  } catch (error) {
    const namespace = await connection.namespace();
    if (!(error instanceof AnswerFailure && error.status === 403) || namespace === null) throw error;
    return connection.call(timeoutMs, ({ apps }, call) => apps.listNamespacedDeployment({ namespace, ...page }, call));
  }
}

type Attempt =
  | { readonly kind: "stored"; readonly deployment: WireDeployment }
  | { readonly kind: "already"; readonly deployment: WireDeployment }
  | { readonly kind: "moved"; readonly moved: readonly MovedField[] }
  | { readonly kind: "rejected"; readonly message: string };

/**
 * Reads the object, holds it against the plan and sends the patch on exactly that version. A version that moved under it (status
 * writes do that all the time) is read again, a few times; a plan that no longer fits is never sent.
 */
async function attemptPatch(
  connection: Connection,
  plan: RollbackPlan,
  { mitigationId, timeoutMs, isDryRun }: { mitigationId: string; timeoutMs: number; isDryRun: boolean },
): Promise<Attempt> {
  const { namespace, name, uid } = plan.workload;
  for (let attempt = 1; ; attempt += 1) {
    const current = await readDeployment(connection, plan.workload, Math.min(timeoutMs, READ_TIMEOUT_MS));
    if (current === null) return { kind: "moved", moved: [{ path: "metadata.uid", planned: uid, now: "gone" }] };
    const { metadata } = current;
    if (metadata.annotations[MITIGATION_ANNOTATION] === mitigationId) return { kind: "already", deployment: current };
    const templateHash = templateHashOf(current.spec.template);
    const moved = movedSince(plan, { uid: metadata.uid, generation: metadata.generation, templateHash });
    if (moved.length > 0) return { kind: "moved", moved };
    try {
      const body = rollbackPatch(plan, mitigationId, metadata);
      const dryRun = isDryRun ? { dryRun: "All" } : {};
      const stored = await connection.call(
        timeoutMs,
        ({ apps }, call) =>
          apps.patchNamespacedDeployment({ namespace, name, body, fieldManager: FIELD_MANAGER, ...dryRun }, call),
        JSON_PATCH,
      );
      return { kind: "stored", deployment: deploymentSchema.parse(stored) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const mayBeRace = error.status === 409 || (error.status === 422 && !error.isInvalidObject);
      if (!mayBeRace) return { kind: "rejected", message: error.message };
      if (attempt === PATCH_ATTEMPTS) {
        const planned = metadata.resourceVersion;
        return { kind: "moved", moved: [{ path: "metadata.resourceVersion", planned, now: "changes all the time" }] };
      }
    }
  }
}

async function dryRun(connection: Connection, plan: RollbackPlan, mitigationId: string, { timeoutMs }: CallOptions) {
  const outcome = await attemptPatch(connection, plan, { mitigationId, timeoutMs, isDryRun: true });
  switch (outcome.kind) {
    case "rejected":
      return { isAccepted: false, message: outcome.message };
    case "moved":
      return { isAccepted: false, message: `Moved: ${outcome.moved.map(({ path }) => path).join(", ")}` };
    case "already":
      return { isAccepted: true, message: "applied already" };
    case "stored": {
      const isSame = templateHashOf(outcome.deployment.spec.template) === plan.to.templateHash;
      return isSame
        ? { isAccepted: true, message: "" }
        : { isAccepted: false, message: "An admission step of the cluster would store another template than this." };
    }
    default:
      return outcome satisfies never;
  }
}

async function apply(
  connection: Connection,
  plan: RollbackPlan,
  mitigationId: string,
  { timeoutMs }: CallOptions,
): Promise<ApplyOutcome> {
  let outcome: Attempt;
  try {
    outcome = await attemptPatch(connection, plan, { mitigationId, timeoutMs, isDryRun: false });
  } catch (error) {
    throw new AppError("upstream_failed", "The cluster gave no answer that tells whether it stored the change.", {
      cause: error,
    });
  }
  if (outcome.kind === "moved" || outcome.kind === "rejected") return outcome;
  const { resourceVersion, generation } = outcome.deployment.metadata;
  return { kind: "patched", resourceVersion, generation };
}
