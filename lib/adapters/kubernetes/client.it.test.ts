import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCluster, type TestCluster } from "@/demo/cluster/testing/test-cluster";
import type { RollbackPlan } from "@/lib/domain/mitigation";
import { planRollback } from "@/lib/domain/rollback";
import { isRolloutComplete, type Workload } from "@/lib/domain/workload";
import type { Cluster } from "@/lib/ports";
import { kubernetesCluster } from "./client";
import { Connection } from "./connection";

const options = { timeoutMs: 5_000 };
let demo: TestCluster;
let cluster: Cluster;
let admin: Connection;

beforeAll(async () => {
  demo = await startTestCluster({ services: ["order"] });
  cluster = kubernetesCluster({ kubeconfigPath: demo.kubeconfigPath, context: null });
  admin = new Connection({ kubeconfigPath: demo.adminKubeconfigPath, context: null });
  await rolledOut();
});
afterAll(() => demo?.close());

async function read(): Promise<Workload> {
  const answer = await cluster.workload("shop", "order", options);
  if (!answer.ok || answer.value === null) throw new Error("the Deployment cannot be read");
  return answer.value;
}

async function rolledOut(): Promise<Workload> {
  for (;;) {
    const workload = await read();
    if (isRolloutComplete(workload)) return workload;
    await new Promise((next) => setTimeout(next, 50));
  }
}

function patch(body: readonly unknown[]): Promise<unknown> {
  const headers = { "Content-Type": "application/json-patch+json" };
  const request = { namespace: "shop", name: "order", body };
  return admin.call(5_000, ({ apps }, call) => apps.patchNamespacedDeployment(request, call), headers);
}

async function release(version: string): Promise<Workload> {
  await patch([{ op: "replace", path: "/spec/template/spec/containers/0/image", value: `shop/order:${version}` }]);
  return rolledOut();
}

function planOf(workload: Workload): RollbackPlan {
  const planning = planRollback({ workload, service: "order", revision: null });
  if (!planning.ok) throw new Error(planning.reason);
  return planning.plan;
}

describe("the Kubernetes adapter", () => {
  it("reads a Deployment with its revisions, images and digests", async () => {
    await release("v2");
    const { revisions, strategy } = await read();
    expect(revisions.map(({ images }) => images[0]?.image)).toEqual(["shop/order:v2", "shop/order:v1"]);
    expect(revisions.every(({ imageDigest }) => imageDigest?.startsWith("sha256:"))).toBe(true);
    expect(strategy).toMatchObject({ hasReadinessProbe: true, hasPreStop: true, maxUnavailable: "0" });
  });

  it("lists workloads under the name that metrics use", async () => {
    const listed = await cluster.workloads(options);
    expect(listed.ok && listed.value).toMatchObject([{ namespace: "shop", name: "order", service: "order" }]);
  });

  it("tries the very patch without storing it, then stores it once", async () => {
    const before = await release("v3");
    const plan = planOf(before);
    expect(await cluster.dryRun(plan, "m-once", options)).toMatchObject({ ok: true, value: { isAccepted: true } });
    expect((await read()).templateHash).toBe(before.templateHash);

    expect(await cluster.apply(plan, "m-once", options)).toMatchObject({ kind: "patched" });
    const after = await rolledOut();
    expect(after.templateHash).toBe(plan.to.templateHash);
    expect(after.annotations).toMatchObject({ "firebreak.dev/mitigation": "m-once" });
    expect(after.annotations["kubernetes.io/change-cause"]).toMatch(/^Firebreak: roll back to revision/);

    // The same intent again: it is in already. Another intent on the same plan: the world has moved.
    expect(await cluster.apply(plan, "m-once", options)).toMatchObject({ kind: "patched" });
    expect(await cluster.apply(plan, "m-other", options)).toMatchObject({ kind: "moved" });
    expect((await read()).currentRevision).toBe(after.currentRevision);
  });

  it("survives writers that move the version but not the template", async () => {
    const plan = planOf(await release("v4"));
    let isDone = false;
    const noise = (async () => {
      for (let n = 0; !isDone; n += 1) {
        await patch([{ op: "add", path: "/metadata/labels/noise", value: String(n) }]);
        await new Promise((next) => setTimeout(next, 15));
      }
    })();
    const outcome = await cluster.apply(plan, "m-noise", options);
    isDone = true;
    await noise;
    // With writers that never rest it may give up, and then nothing was changed; it never overwrites.
    const now = await read();
    if (outcome.kind === "patched") expect(now.templateHash).toBe(plan.to.templateHash);
    else
      expect({ outcome: outcome.kind, hash: now.templateHash }).toEqual({
        outcome: "moved",
        hash: plan.from.templateHash,
      });
  });

  it("never overwrites a release that came between plan and patch", async () => {
    const plan = planOf(await release("v5"));
    const raced = await release("v6");
    const outcome = await cluster.apply(plan, "m-raced", options);
    expect(outcome.kind === "moved" && outcome.moved.map(({ path }) => path)).toContain("spec.template");
    expect((await read()).templateHash).toBe(raced.templateHash);
  });

  it("puts a template back with fields that the client library does not know", async () => {
    await release("v7");
    await patch([
      { op: "add", path: "/spec/template/spec/containers/0/fromTheFuture", value: { level: 3 } },
      { op: "replace", path: "/spec/template/spec/containers/0/image", value: "shop/order:v8" },
    ]);
    const withField = await rolledOut();
    await patch([
      { op: "remove", path: "/spec/template/spec/containers/0/fromTheFuture" },
      { op: "replace", path: "/spec/template/spec/containers/0/image", value: "shop/order:v9" },
    ]);
    const plan = planOf(await rolledOut());
    await cluster.apply(plan, "m-future", options);
    const back = await rolledOut();
    expect(back.templateHash).toBe(withField.templateHash);
    expect(JSON.stringify(back.template)).toContain('"fromTheFuture":{"level":3}');
  });

  it("says that a Deployment is not there, and that an account may not patch", async () => {
    expect(await cluster.workload("shop", "nope", options)).toMatchObject({ ok: true, value: null });
    const viewer = kubernetesCluster({ kubeconfigPath: demo.kubeconfigPath, context: "viewer" });
    const plan = planOf(await release("v10"));
    expect(await viewer.apply(plan, "m-viewer", options)).toMatchObject({ kind: "rejected" });
    expect(await viewer.dryRun(plan, "m-viewer", options)).toMatchObject({ ok: true, value: { isAccepted: false } });
  });

  it("states the gap when there is no cluster, no answer or no kubeconfig, and never calls that patched", async () => {
    const plan = planOf(await read());
    const absent = kubernetesCluster({ kubeconfigPath: "/nonexistent/kubeconfig", context: null });
    expect(await absent.ping(options)).toMatchObject({ ok: false, reason: "not_configured" });
    const slow = kubernetesCluster({ kubeconfigPath: demo.kubeconfigPath, context: null });
    expect(await slow.workload("shop", "order", { timeoutMs: 1 })).toMatchObject({ ok: false, reason: "timeout" });
    await expect(slow.apply(plan, "m-slow", { timeoutMs: 1 })).rejects.toMatchObject({ code: "upstream_failed" });
  });
});
