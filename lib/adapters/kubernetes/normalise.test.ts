import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { changedAtOf, selectorText, serviceOf, templateHashOf, versionOf, workloadOf } from "./normalise";
import { deploymentSchema, podListSchema, podTemplateSchema, replicaSetListSchema } from "./schema";

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./recorded/${name}`, import.meta.url), "utf8"));
const deployment = deploymentSchema.parse(recorded("deployment.json"));
const replicaSets = replicaSetListSchema.parse(recorded("replicaset-list.json")).items;
const DIGEST = `sha256:${"a".repeat(64)}`;

function podsOf(replicaSetUid: string, ...imageIds: readonly string[]) {
  const items = imageIds.map((imageID, index) => ({
    metadata: {
      name: `p${index}`,
      uid: `p${index}`,
      resourceVersion: "1",
      creationTimestamp: "2026-11-20T18:35:25Z",
      ownerReferences: [{ uid: replicaSetUid, kind: "ReplicaSet", controller: true }],
    },
    status: { containerStatuses: [{ name: "app", imageID }] },
  }));
  return podListSchema.parse({ items }).items;
}

describe("a recorded Deployment", () => {
  const workload = workloadOf(deployment, replicaSets, [], new Map());

  it("becomes a workload with its revisions, newest first", () => {
    expect(workload).toMatchObject({
      namespace: "shop",
      name: "checkout",
      generation: 10,
      currentRevision: 8,
      replicas: 2,
    });
    const numbers = workload.revisions.map((revision) => revision.number);
    expect(numbers[0]).toBe(8);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  });

  it("has the template hash of its current ReplicaSet: the controller's label does not count", () => {
    expect(workload.revisions[0]?.templateHash).toBe(workload.templateHash);
    expect(new Set(workload.revisions.map((revision) => revision.templateHash)).size).toBe(workload.revisions.length);
  });

  it("passes over ReplicaSets of another owner", () => {
    const other = { ...deployment, metadata: { ...deployment.metadata, uid: "another" } };
    expect(workloadOf(other, replicaSets, [], new Map()).revisions).toEqual([]);
  });

  it("was changed when somebody last wrote its template, not when its status last moved", () => {
    expect(changedAtOf(deployment).toISOString()).toBe("2026-11-20T17:58:03.000Z");
  });
});

describe("the digest of a revision", () => {
  const uid = replicaSets[0]?.metadata.uid ?? "";
  const digestWith = (pods: ReturnType<typeof podsOf>, seen = new Map<string, string>()) =>
    workloadOf(deployment, replicaSets, pods, seen).revisions.find(
      (revision) => revision.replicaSet === replicaSets[0]?.metadata.name,
    )?.imageDigest;

  it("is what its pods run, remembered after they are gone", () => {
    const seen = new Map<string, string>();
    expect(digestWith(podsOf(uid, `docker-pullable://shop/checkout@${DIGEST}`), seen)).toBe(DIGEST);
    expect(digestWith([], seen)).toBe(DIGEST);
    expect(digestWith([])).toBeNull();
  });

  it("is not known when pods under one tag run different images", () => {
    expect(digestWith(podsOf(uid, DIGEST, `sha256:${"b".repeat(64)}`))).toBeNull();
  });
});

describe("a template", () => {
  const template = podTemplateSchema.parse({
    metadata: { labels: { app: "x" } },
    spec: { containers: [{ name: "app", image: "registry:5000/shop/x:v2@sha256:abc", newField: { of: 2030 } }] },
  });

  it("keeps fields that no client knows yet", () => {
    expect(JSON.stringify(template)).toContain('"newField":{"of":2030}');
  });

  it("has its version from the recommended label, else from the image tag, never from a registry's port", () => {
    expect(versionOf(template)).toBe("v2");
    const bare = podTemplateSchema.parse({ spec: { containers: [{ name: "a", image: "registry:5000/shop/x" }] } });
    expect(versionOf(bare)).toBeNull();
    const labels = { "app.kubernetes.io/version": "1.4" };
    expect(versionOf(podTemplateSchema.parse({ ...template, metadata: { labels } }))).toBe("1.4");
  });

  it("hashes the same whatever the order of its keys", () => {
    const { metadata, spec } = template;
    expect(templateHashOf({ spec, metadata })).toBe(templateHashOf({ metadata, spec }));
  });
});

it("names a service by its labels, then by the Deployment", () => {
  expect(serviceOf(deployment)).toBe("checkout");
  const named = { ...deployment, metadata: { ...deployment.metadata, labels: { "app.kubernetes.io/name": "orders" } } };
  expect(serviceOf(named)).toBe("orders");
});

it("writes selectors as the API wants them", () => {
  const matchExpressions = [
    { key: "tier", operator: "In", values: ["a", "b"] },
    { key: "canary", operator: "DoesNotExist", values: [] },
  ];
  expect(selectorText({ matchLabels: { app: "x" }, matchExpressions })).toBe("app=x,tier in (a,b),!canary");
});
