import { describe, expect, it } from "vitest";
import { movedBetween, movedSince, planRollback, previousRevision } from "./rollback";
import { revisionOf, templateOf, workloadFixture } from "./workload.fixture";

function planned(over: Parameters<typeof workloadFixture>[0] = {}, revision: number | null = null) {
  const planning = planRollback({ workload: workloadFixture(over), service: "order", revision });
  if (!planning.ok) throw new Error(planning.reason);
  return planning.plan;
}

describe("planRollback", () => {
  it("puts the previous template back and says which leaves change", () => {
    const plan = planned();
    expect(plan.to).toMatchObject({ revision: 1, version: "v1", commit: "commit-v1" });
    expect(plan.diff).toEqual([
      { path: "metadata.labels.app.kubernetes.io/version", from: "v2", to: "v1" },
      { path: "spec.containers[app].image", from: "shop/order:v2", to: "shop/order:v1" },
    ]);
  });

  it("takes the newest older revision that differs, not merely the second highest", () => {
    const workload = workloadFixture({
      currentRevision: 4,
      revisions: [
        revisionOf(4, "v2"),
        revisionOf(3, "x", { templateHash: "hash-v2" }),
        revisionOf(2, "v1"),
        revisionOf(1, "v0"),
      ],
    });
    expect(previousRevision(workload)?.number).toBe(2);
  });

  it("refuses a revision that is not there, and one that would change nothing", () => {
    const workload = workloadFixture();
    const refuse = (revision: number | null, over = workload) =>
      planRollback({ workload: over, service: "order", revision });
    expect(refuse(9)).toEqual({ ok: false, reason: "revision_missing", wanted: 9 });
    expect(refuse(2)).toEqual({ ok: false, reason: "same_template", wanted: 2 });
    expect(refuse(null, workloadFixture({ revisions: [revisionOf(2, "v2")] }))).toMatchObject({
      reason: "revision_missing",
    });
  });

  it("takes the controller's hash label off the template that it puts back", () => {
    const template = { ...templateOf("v1"), metadata: { labels: { app: "order", "pod-template-hash": "59cbd4c84d" } } };
    const plan = planned({ revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { template })] });
    expect(plan.template.metadata).toEqual({ labels: { app: "order" } });
  });

  it("brings the old revision's annotations back, keeps and lists those added since, and never an old mark", () => {
    const plan = planned({
      annotations: { "freeze/until": "monday", "team/tier": "2" },
      revisions: [
        revisionOf(2, "v2"),
        revisionOf(1, "v1", {
          annotations: {
            "deployment.kubernetes.io/revision": "1",
            "firebreak.dev/mitigation": "an-older-one",
            "kubernetes.io/change-cause": "release v1",
            "team/tier": "1",
          },
        }),
      ],
    });
    expect(plan.annotations).toEqual({
      "team/tier": "1",
      "kubernetes.io/change-cause": "Firebreak: roll back to revision 1 (v1)",
    });
    expect(plan.notComingBack.find(({ kind }) => kind === "annotations")?.params).toEqual({
      n: 1,
      names: "freeze/until",
    });
  });

  it("names what does not come back: schema changes since, configuration by name, replicas", () => {
    const template = templateOf("v1", {
      envFrom: [{ configMapRef: { name: "order-config" } }],
      env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "order-db", key: "password" } } }],
    });
    const workload = workloadFixture({ revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { template })] });
    const change = {
      id: "c",
      kind: "schema" as const,
      service: "order",
      environment: "demo",
      version: null,
      previousVersion: null,
      commit: null,
      imageDigest: null,
      url: null,
      summary: "0042 add index",
      at: new Date("2026-11-20T11:00:00Z"),
      source: "webhook" as const,
    };
    const old = { ...change, at: new Date("2026-11-19T11:00:00Z") };
    const planning = planRollback({ workload, service: "order", revision: null, changes: [change, old] });
    expect(planning.ok && planning.plan.notComingBack).toEqual([
      { kind: "schema", params: { n: 1, names: "0042 add index" } },
      { kind: "config", params: { n: 2, names: "configmap/order-config, secret/order-db", changes: 0 } },
      { kind: "replicas", params: { replicas: 2 } },
      { kind: "strategy", params: { maxUnavailable: "0", maxSurge: "1" } },
      { kind: "annotations", params: { n: 1, names: "kubernetes.io/change-cause" } },
    ]);
  });
});

describe("the digest input", () => {
  it("does not move with status, versions or ages, so that flapping pods spoil no approval", () => {
    const flapping = planned({ resourceVersion: "999", availableReplicas: 0, observedGeneration: 3, conditions: [] });
    expect(flapping.digestInput).toBe(planned().digestInput);
  });

  it.each([
    ["metadata.uid", { uid: "another" }],
    ["metadata.generation", { generation: 5 }],
    ["spec.template", { templateHash: "hash-v3" }],
    ["target.template", { revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { templateHash: "hash-other" })] }],
    [
      "metadata.annotations",
      { revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { annotations: { "team/tier": "1" } })] },
    ],
  ])("moves with %s and the difference is named", (path, over) => {
    const moved = movedBetween(planned().digestInput, planned(over, 1).digestInput);
    expect(moved.map((field) => field.path)).toEqual([path]);
  });
});

describe("movedSince", () => {
  it("compares identity, template and generation with the object as it is", () => {
    const plan = planned();
    const now = { uid: "uid-order", generation: 4, templateHash: "hash-v2" };
    expect(movedSince(plan, now)).toEqual([]);
    expect(movedSince(plan, { ...now, generation: 7 })).toEqual([
      { path: "metadata.generation", planned: "4", now: "7" },
    ]);
  });
});
