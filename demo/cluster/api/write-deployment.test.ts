import { beforeEach, describe, expect, it } from "vitest";
import { type JsonObject, toJson } from "../json";
import { shopDeployment } from "../manifests";
import { applyMergePatch } from "../patch/merge-patch";
import type { Deployment } from "../state/objects";
import { Store } from "../state/store";
import { ApiFailure } from "./api-failure";
import { createDeployment, replaceDeployment } from "./write-deployment";

const ORDER = { name: "order", team: "checkout", commit: "b52e7c4" };
let store: Store;
let order: Deployment;
const context = (dryRun = false) => ({ store, nowMs: 0, manager: "kubectl", dryRun });

beforeEach(() => {
  store = new Store(() => 1_000);
  const metadata = store.newMeta({ name: "shop" });
  store.create("namespaces", { kind: "Namespace", apiVersion: "v1", metadata, status: { phase: "Active" } });
  order = createDeployment(context(), "shop", shopDeployment(ORDER));
});

/** The Status of what a merge patch on the Deployment is refused with. */
function refusal(patch: JsonObject) {
  try {
    replaceDeployment(context(), order, applyMergePatch(toJson(order), patch));
  } catch (error) {
    if (error instanceof ApiFailure) return error.body;
    throw error;
  }
  return undefined;
}

describe("a Deployment that is written", () => {
  it("gets the defaults of a real cluster", () => {
    expect(order.spec).toMatchObject({ revisionHistoryLimit: 10, strategy: { type: "RollingUpdate" } });
    expect(order.spec.template.spec).toMatchObject({ restartPolicy: "Always", dnsPolicy: "ClusterFirst" });
    const { metadata } = order;
    expect(metadata).toMatchObject({ generation: 1, managedFields: [{ manager: "kubectl", operation: "Update" }] });
  });

  it("is not written when nothing changed", () => {
    const before = store.resourceVersion;
    expect(replaceDeployment(context(), order, toJson(order))).toBe(order);
    expect(store.resourceVersion).toBe(before);
  });

  it("is checked and shown but not stored in a dry run", () => {
    const before = store.resourceVersion;
    const next = replaceDeployment(context(true), order, applyMergePatch(toJson(order), { spec: { replicas: 3 } }));
    expect(next.spec.replicas).toBe(3);
    expect(next.metadata).toMatchObject({ generation: 2, resourceVersion: order.metadata.resourceVersion });
    expect(store.resourceVersion).toBe(before);
    expect(store.get("deployments", "shop", "order")?.spec.replicas).toBe(2);
  });

  it("keeps its status and identity whatever the body says", () => {
    const body = applyMergePatch(toJson(order), {
      status: { replicas: 99 },
      metadata: { generation: 77, labels: { a: "b" } },
    });
    const next = replaceDeployment(context(), order, body);
    expect(next.status).toEqual({});
    expect(next.metadata).toMatchObject({ generation: 1, uid: order.metadata.uid, labels: { a: "b" } });
  });

  it("is refused with a conflict for another version or uid", () => {
    expect(refusal({ metadata: { resourceVersion: "1" } })).toMatchObject({ code: 409, reason: "Conflict" });
    expect(refusal({ metadata: { uid: "other" } })).toMatchObject({ code: 409 });
  });

  it.each([
    [{ spec: { replicas: -1 } }, "spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
    [{ spec: { selector: { matchLabels: { app: "x" } } } }, "field is immutable"],
    [{ spec: { template: { metadata: { labels: { app: "x" } } } } }, "`selector` does not match template `labels`"],
    [{ spec: { template: { spec: { containers: [] } } } }, "spec.template.spec.containers: Required value"],
    [{ spec: { template: { spec: { containers: [{ name: "app" }] } } } }, "containers[0].image: Required value"],
    [{ spec: { strategy: { rollingUpdate: { maxSurge: 0 } } } }, "may not be 0 when `maxSurge` is 0"],
    [{ spec: { strategy: { type: "Recreate" } } }, "may not be specified when strategy `type` is 'Recreate'"],
    [{ spec: { progressDeadlineSeconds: 5, minReadySeconds: 5 } }, "must be greater than minReadySeconds"],
  ])("is refused as invalid: %j", (patch, message) => {
    expect(refusal(patch)).toMatchObject({ code: 422, reason: "Invalid", message: expect.stringContaining(message) });
  });

  it("is refused when it cannot be read, named like another or is there already", () => {
    expect(refusal({ spec: { replicas: "many" } })).toMatchObject({ code: 400, reason: "BadRequest" });
    expect(refusal({ metadata: { name: "payment" } })).toMatchObject({ code: 400 });
    expect(() => createDeployment(context(), "shop", shopDeployment(ORDER))).toThrow('"order" already exists');
    expect(() => createDeployment(context(), "nowhere", shopDeployment(ORDER))).toThrow(
      'namespaces "nowhere" not found',
    );
  });
});
