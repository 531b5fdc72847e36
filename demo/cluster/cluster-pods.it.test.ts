import { readFileSync } from "node:fs";
import { PatchStrategy } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  as,
  failure,
  livePods,
  order,
  patchContainer,
  payment,
  portOf,
  rawGet,
  release,
  rolledOut,
  WAIT,
} from "./testing/cluster-client";
import { startTestCluster, type TestCluster } from "./testing/test-cluster";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ services: ["order", "payment"] });
  await rolledOut(cluster, "order");
  await rolledOut(cluster, "payment");
});
afterAll(() => cluster.close());

const state = (pod: Awaited<ReturnType<typeof livePods>>[number]) => pod.status?.containerStatuses?.[0];

describe("pods", () => {
  it("show their output from the start, its tail and its future", async () => {
    const [pod] = await livePods(cluster, "payment");
    const name = pod?.metadata?.name ?? "";
    const whole = await cluster.core.readNamespacedPodLog({ name, namespace: "shop" });
    expect(JSON.parse(whole.split("\n")[0] ?? "")).toMatchObject({ msg: "starting", pod: name });
    const tail = await cluster.core.readNamespacedPodLog({ name, namespace: "shop", tailLines: 1 });
    expect(tail.trim().split("\n")).toHaveLength(1);
    const live = await rawGet(cluster, `/api/v1/namespaces/shop/pods/${name}/log?follow=true&tailLines=0`);
    const reader = live.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"msg":"tick"');
    await reader?.cancel();
  });

  it("restart after a crash, back off when it repeats, and go when the release is taken back", async () => {
    const deadline = { ...order, body: { spec: { progressDeadlineSeconds: 1 } } };
    await cluster.apps.patchNamespacedDeployment(deadline, as(PatchStrategy.MergePatch));
    await patchContainer(cluster, "order", { env: [{ name: "FAKE_MODE", value: "crash" }] });
    await vi.waitFor(async () => {
      const crashed = (await livePods(cluster, "order")).map(state).find((status) => (status?.restartCount ?? 0) > 1);
      expect(crashed?.state?.waiting?.reason).toBe("CrashLoopBackOff");
      expect(crashed?.lastState?.terminated).toMatchObject({ exitCode: 2, reason: "Error" });
    }, WAIT);
    await vi.waitFor(async () => {
      const { status } = await cluster.apps.readNamespacedDeployment(order);
      const stuck = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
      expect(status?.conditions).toContainEqual(expect.objectContaining(stuck));
      expect(status?.availableReplicas).toBe(2);
    }, WAIT);
    const body = [{ op: "remove", path: "/spec/template/spec/containers/0/env" }];
    await cluster.apps.patchNamespacedDeployment({ ...order, body }, as(PatchStrategy.JsonPatch));
    await rolledOut(cluster, "order");
  });

  it("leave the endpoints before they stop, and are killed when they do not stop in time", async () => {
    const stubborn = { env: [{ name: "FAKE_MODE", value: "stubborn" }] };
    await patchContainer(cluster, "payment", stubborn, { terminationGracePeriodSeconds: 1 });
    await rolledOut(cluster, "payment");
    const [pod] = (await livePods(cluster, "payment")).filter((each) => each.spec?.containers[0]?.env?.length === 1);
    const target = { name: pod?.metadata?.name ?? "", namespace: "shop" };
    const address = `127.0.0.1:${portOf(pod)}`;
    const marked = await cluster.core.deleteNamespacedPod(target);
    expect(marked.metadata?.deletionTimestamp).toBeDefined();
    expect(readFileSync(cluster.endpointsPath, "utf8")).not.toContain(`"${address}"`);
    expect((await fetch(`http://${address}/`)).status).toBe(200);
    await vi.waitFor(async () => {
      expect(await failure(cluster.core.readNamespacedPod(target))).toMatchObject({ code: 404 });
    }, WAIT);
    await expect(fetch(`http://${address}/`)).rejects.toThrow();
  });

  it("never count as available while they are not ready, and say why", async () => {
    await patchContainer(cluster, "payment", { env: [{ name: "FAKE_MODE", value: "unready" }] });
    await vi.waitFor(async () => {
      const events = await cluster.core.listNamespacedEvent({ namespace: "shop", fieldSelector: "reason=Unhealthy" });
      expect(events.items.map((event) => event.message)).toContain(
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
      );
    }, WAIT);
    const unready = (await livePods(cluster, "payment")).filter((pod) => state(pod)?.ready === false);
    expect(unready).toHaveLength(1);
    const targets = readFileSync(cluster.targetsPath, "utf8");
    expect(targets).toContain(`127.0.0.1:${portOf(unready[0])}`);
    expect(readFileSync(cluster.endpointsPath, "utf8")).not.toContain(`127.0.0.1:${portOf(unready[0])}`);
    const { status } = await cluster.apps.readNamespacedDeployment(payment);
    expect(status).toMatchObject({ availableReplicas: 2, unavailableReplicas: 1 });
  });

  it("wait for an image that does not exist, without hurting the running ones", async () => {
    await patchContainer(cluster, "order", { image: "shop/order:nope" });
    await vi.waitFor(async () => {
      const reasons = (await livePods(cluster, "order")).map((pod) => state(pod)?.state?.waiting?.reason);
      expect(reasons).toContain("ImagePullBackOff");
    }, WAIT);
    const { status } = await cluster.apps.readNamespacedDeployment(order);
    expect(status?.availableReplicas).toBe(2);
    const events = await cluster.core.listNamespacedEvent({ namespace: "shop", fieldSelector: "reason=Failed" });
    expect(events.items[0]?.message).toContain("shop/order:nope");
    await release(cluster, "order", "v2");
  });
});
