import { z } from "zod";
import { type Json, jsonEquals, stripNulls, toJson } from "../json";
import { type DeploymentInput, deploymentInputSchema } from "../state/deployment-schema";
import { recordManager } from "../state/managed-fields";
import type { Deployment } from "../state/objects";
import { type Store, wireTime } from "../state/store";
import { deploymentProblems } from "../state/validate-deployment";
import { ApiFailure, alreadyExists, badRequest, conflict, invalid, notFound } from "./api-failure";
import { resourceInfo } from "./resources";

const NAMES = resourceInfo("apps", "deployments") ?? { resource: "deployments", group: "apps", kind: "Deployment" };
const NAMESPACES = { resource: "namespaces", group: "", kind: "Namespace" };

export interface WriteContext {
  store: Store;
  nowMs: number;
  /** Who is writing, for managedFields. */
  manager: string;
  /** Everything is checked and answered, nothing is stored. */
  dryRun: boolean;
}

/** Reads a Deployment from a body. Throws 400 in the words of a Go decoder. */
export function parseDeployment(body: Json): DeploymentInput {
  const parsed = deploymentInputSchema.safeParse(stripNulls(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
  throw badRequest(
    `Deployment in version "v1" cannot be handled as a Deployment: ${where || z.prettifyError(parsed.error)}`,
  );
}

/** Creates a Deployment. Throws 404 (namespace), 409 (exists) or 422. */
export function createDeployment(context: WriteContext, namespace: string, body: Json): Deployment {
  const { store, nowMs, manager, dryRun } = context;
  const input = parseDeployment(body);
  const name = input.metadata.name ?? "";
  if (store.get("namespaces", undefined, namespace) === undefined) throw notFound(NAMESPACES, namespace);
  refuseOtherNamespace(input, namespace);
  requireValid(name, input.spec, undefined);
  if (store.get("deployments", namespace, name) !== undefined) throw alreadyExists(NAMES, name);
  const { labels, annotations } = input.metadata;
  const created: Deployment = {
    kind: "Deployment",
    apiVersion: "apps/v1",
    metadata: store.newMeta({
      name,
      namespace,
      generation: 1,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    }),
    spec: input.spec,
    status: {},
  };
  created.metadata.managedFields = fieldsAfter(undefined, created, { manager, nowMs });
  return dryRun ? created : store.create("deployments", created);
}

/**
 * Replaces the writable part of a Deployment: labels, annotations and spec. Throws 409 when the body carries another
 * version or uid than the stored one, 422 when it is not valid. No change, no write.
 */
export function replaceDeployment(context: WriteContext, current: Deployment, body: Json): Deployment {
  const input = parseDeployment(body);
  const { name, namespace = "" } = current.metadata;
  refuseOtherObject(input, current);
  refuseOtherNamespace(input, namespace);
  requireValid(name, input.spec, current.spec);
  const next = withWritable(current, input);
  if (jsonEquals(toJson(next), toJson(current))) return current;
  const { store, nowMs, manager, dryRun } = context;
  next.metadata.managedFields = fieldsAfter(current, next, { manager, nowMs });
  return dryRun ? next : (store.replace("deployments", next) ?? current);
}

function withWritable(current: Deployment, input: DeploymentInput): Deployment {
  const specChanged = !jsonEquals(toJson(input.spec), toJson(current.spec));
  const { labels: _labels, annotations: _annotations, managedFields, ...kept } = current.metadata;
  const { labels, annotations } = input.metadata;
  // A real API server counts annotations as well (PrepareForUpdate of apps/v1 Deployment; samples/k8s/watch.ndjson).
  const annotationsChanged =
    annotations !== undefined && !jsonEquals(toJson(annotations), toJson(current.metadata.annotations ?? {}));
  return {
    ...current,
    metadata: {
      ...kept,
      generation: (kept.generation ?? 1) + (specChanged || annotationsChanged ? 1 : 0),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(managedFields === undefined ? {} : { managedFields }),
    },
    spec: input.spec,
  };
}

function refuseOtherObject(input: DeploymentInput, current: Deployment): void {
  const { name } = current.metadata;
  const { resourceVersion = "", uid = "" } = input.metadata;
  if (input.metadata.name !== undefined && input.metadata.name !== name) {
    throw badRequest(`the name of the object (${input.metadata.name}) does not match the name on the URL (${name})`);
  }
  if (uid !== "" && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
    throw conflict(NAMES, name, why);
  }
  if (resourceVersion !== "" && resourceVersion !== current.metadata.resourceVersion) throw conflict(NAMES, name);
}

function refuseOtherNamespace(input: DeploymentInput, namespace: string): void {
  const named = input.metadata.namespace ?? namespace;
  if (named === namespace) return;
  throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

function requireValid(name: string, spec: Deployment["spec"], currentSpec: Deployment["spec"] | undefined): void {
  const problems = deploymentProblems(name, spec, currentSpec);
  if (problems.length > 0) throw invalid(NAMES, name, problems);
}

function fieldsAfter(before: Deployment | undefined, after: Deployment, by: { manager: string; nowMs: number }) {
  const entries = before?.metadata.managedFields ?? [];
  const time = wireTime(by.nowMs);
  return recordManager({ entries, before, after, manager: by.manager, apiVersion: "apps/v1", time });
}

/** A patch that leaves something unreadable is the patch's fault: 422 instead of the decoder's 400. */
export function asPatchFailure(error: unknown): unknown {
  if (!(error instanceof ApiFailure) || error.body.code !== 400) return error;
  const problem = { reason: "FieldValueInvalid", message: `Invalid value: ${error.message}`, field: "patch" } as const;
  return invalid({ resource: "", group: "", kind: "" }, "", [problem]);
}
