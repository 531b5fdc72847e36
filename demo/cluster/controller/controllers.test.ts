import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shopDeployment } from "../manifests";
import { PaperCluster } from "../testing/paper-cluster";
import { isActive } from "./availability";

const ORDER = { name: "order", team: "checkout", commit: "b52e7c4" };

let cluster: PaperCluster;
beforeEach(async () => {
  cluster = new PaperCluster();
  await cluster.create(shopDeployment(ORDER));
});
afterEach(() => cluster.stop());

const revisions = () =>
  Object.fromEntries(
    cluster
      .sets()
      .map((set) => [
        set.spec.template.spec.containers[0]?.image,
        set.metadata.annotations?.["deployment.kubernetes.io/revision"],
      ]),
  );
const progressing = () => cluster.deployment("order").status.conditions?.find(({ type }) => type === "Progressing");

describe("a Deployment", () => {
  it("starts as revision 1 and reports every count once its pods are ready", async () => {
    expect(cluster.deployment("order").status).toMatchObject({ replicas: 2, unavailableReplicas: 2 });
    expect(progressing()).toMatchObject({ status: "True", reason: "ReplicaSetUpdated" });
    await cluster.makeReady();
    const { status, metadata } = cluster.deployment("order");
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    expect(status).not.toHaveProperty("unavailableReplicas");
    expect(progressing()).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });
    expect(metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "1" });
  });

  it("rolls one pod at a time and keeps two available throughout", async () => {
    await cluster.makeReady();
    await cluster.setImage("order", "v2");
    const images = () =>
      cluster.store
        .list("pods")
        .filter(isActive)
        .map((pod) => pod.spec.containers[0]?.image);
    expect(images()).toEqual(["shop/order:v1", "shop/order:v1", "shop/order:v2"]);
    expect(cluster.deployment("order").status).toMatchObject({ updatedReplicas: 1, availableReplicas: 2 });
    await cluster.makeReady();
    expect(images()).toEqual(["shop/order:v2", "shop/order:v2"]);
    expect(revisions()).toEqual({ "shop/order:v1": "1", "shop/order:v2": "2" });
  });

  it("gives a template that comes back a new highest revision and notes the old one", async () => {
    await cluster.makeReady();
    await cluster.setImage("order", "v2");
    await cluster.makeReady();
    await cluster.setImage("order", "v1");
    await cluster.makeReady();
    expect(revisions()).toEqual({ "shop/order:v1": "3", "shop/order:v2": "2" });
    const [v1] = cluster.sets();
    expect(v1?.metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision-history": "1" });
    await cluster.setImage("order", "v2");
    await cluster.setImage("order", "v1");
    const [again] = cluster.sets();
    expect(again?.metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": "5",
      "deployment.kubernetes.io/revision-history": "1,3",
    });
  });

  it("raises the generation on a change of annotations or spec, as an API server does", async () => {
    await cluster.makeReady();
    const annotated = await cluster.patch("order", {
      metadata: { annotations: { "kubernetes.io/change-cause": "x" } },
    });
    expect(annotated.metadata.generation).toBe(2);
    expect(cluster.sets()[0]?.metadata.annotations).toMatchObject({ "kubernetes.io/change-cause": "x" });
    const changed = await cluster.setImage("order", "v2");
    expect(changed.metadata.generation).toBe(3);
    expect(changed.status.observedGeneration).toBe(3);
  });

  it("says that a rollout is stuck once the progress deadline has passed, and recovers by a rollback", async () => {
    await cluster.makeReady();
    await cluster.setImage("order", "v2");
    await cluster.advance(59_000);
    expect(progressing()).toMatchObject({ status: "True", reason: "ReplicaSetUpdated" });
    await cluster.advance(2_000);
    expect(progressing()).toMatchObject({ status: "False", reason: "ProgressDeadlineExceeded" });
    await cluster.setImage("order", "v1");
    await cluster.makeReady();
    expect(progressing()).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });
  });

  it("does not roll while it is paused, and does when it is resumed", async () => {
    await cluster.makeReady();
    await cluster.patch("order", { spec: { paused: true } });
    await cluster.setImage("order", "v2");
    expect(cluster.sets()).toHaveLength(1);
    expect(progressing()).toMatchObject({ status: "Unknown", reason: "DeploymentPaused" });
    await cluster.patch("order", { spec: { paused: null } });
    await cluster.makeReady();
    expect(revisions()).toEqual({ "shop/order:v1": "1", "shop/order:v2": "2" });
  });

  it("stops every old pod before a new one starts when it is recreated", async () => {
    await cluster.makeReady();
    const strategy = { $retainKeys: ["type"], type: "Recreate" };
    await cluster.patch("order", { spec: { strategy } });
    await cluster.setImage("order", "v2");
    expect(cluster.store.list("pods").filter(isActive)).toEqual([]);
    await cluster.makeReady();
    expect(cluster.deployment("order").status).toMatchObject({ updatedReplicas: 2, availableReplicas: 2 });
  });

  it("counts a pod as available only after minReadySeconds", async () => {
    await cluster.makeReady();
    await cluster.patch("order", { spec: { minReadySeconds: 30, replicas: 3 } });
    await cluster.makeReady();
    expect(cluster.deployment("order").status.readyReplicas).toBe(3);
    await cluster.setImage("order", "v2");
    await cluster.makeReady((pod) => pod.spec.containers[0]?.image === "shop/order:v2");
    expect(cluster.deployment("order").status.updatedReplicas).toBe(1);
    await cluster.advance(31_000);
    expect(cluster.deployment("order").status.updatedReplicas).toBeGreaterThan(1);
  });

  it("keeps as many old revisions as its history limit says", async () => {
    await cluster.patch("order", { spec: { revisionHistoryLimit: 2 } });
    for (const version of ["v2", "v3", "v4", "v5"]) {
      await cluster.makeReady();
      await cluster.setImage("order", version);
    }
    await cluster.makeReady();
    expect(Object.keys(revisions())).toEqual(["shop/order:v3", "shop/order:v4", "shop/order:v5"]);
  });

  it("takes its ReplicaSets and pods with it when it is deleted", async () => {
    await cluster.makeReady();
    cluster.store.remove("deployments", cluster.deployment("order"));
    await cluster.settle();
    expect(cluster.sets()).toEqual([]);
    expect(cluster.store.list("pods").filter(isActive)).toEqual([]);
  });

  it("replaces a pod that is deleted", async () => {
    await cluster.makeReady();
    const [pod] = cluster.store.list("pods");
    if (pod !== undefined) cluster.store.remove("pods", pod);
    await cluster.settle();
    expect(cluster.store.list("pods").filter(isActive)).toHaveLength(2);
  });
});
