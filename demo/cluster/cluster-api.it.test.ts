import { readFileSync, statSync } from "node:fs";
import { AppsV1Api, PatchStrategy, type V1Deployment, Watch } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  as,
  failure,
  livePods,
  order,
  payment,
  portOf,
  rawGet,
  release,
  rolledOut,
  sample,
  WAIT,
} from "./testing/cluster-client";
import { clientConfig, startTestCluster, type TestCluster } from "./testing/test-cluster";

let cluster: TestCluster;
let firebreak: AppsV1Api;
beforeAll(async () => {
  cluster = await startTestCluster({ services: ["order", "payment"] });
  firebreak = clientConfig(cluster.kubeconfigPath).makeApiClient(AppsV1Api);
  await rolledOut(cluster, "order");
  await rolledOut(cluster, "payment");
});
afterAll(() => cluster.close());

const revisionOf = (object: { metadata?: { annotations?: Record<string, string> } }) =>
  Number(object.metadata?.annotations?.["deployment.kubernetes.io/revision"]);

/** The keys of an object at every depth, with list items folded together. */
function keysOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => keysOf(item, `${path}[]`)))];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [`${path}.${key}`, ...keysOf(child, `${path}.${key}`)]);
}

describe("the official client", () => {
  it("rolls back with JSON Patch tests after a dry run, and the old template becomes the newest revision", async () => {
    await release(cluster, "order", "v2");
    const before = await firebreak.readNamespacedDeployment(order);
    const sets = await firebreak.listNamespacedReplicaSet({ namespace: "shop", labelSelector: "app=order" });
    const previous = sets.items.toSorted((left, right) => revisionOf(right) - revisionOf(left))[1];
    const template = structuredClone(previous?.spec?.template);
    delete template?.metadata?.labels?.["pod-template-hash"];
    const body = [
      { op: "test", path: "/metadata/uid", value: before.metadata?.uid },
      { op: "test", path: "/metadata/resourceVersion", value: before.metadata?.resourceVersion },
      { op: "replace", path: "/spec/template", value: template },
      { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: "INC-1 to revision 1" },
    ];
    const dry = await firebreak.patchNamespacedDeployment(
      { ...order, body, dryRun: "All" },
      as(PatchStrategy.JsonPatch),
    );
    expect(dry.spec?.template.spec?.containers[0]?.image).toBe("shop/order:v1");
    const untouched = await firebreak.readNamespacedDeployment(order);
    expect(untouched.metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);

    const patched = await firebreak.patchNamespacedDeployment({ ...order, body }, as(PatchStrategy.JsonPatch));
    expect(patched.metadata?.generation).toBe((before.metadata?.generation ?? 0) + 1);
    const after = await rolledOut(cluster, "order");
    expect(revisionOf(after)).toBe(revisionOf(before) + 1);
    expect(after.metadata?.uid).toBe(before.metadata?.uid);
    expect((await livePods(cluster, "order")).map((pod) => pod.spec?.containers[0]?.image)).toEqual([
      "shop/order:v1",
      "shop/order:v1",
    ]);

    // The same patch again: somebody else (we) moved the object, so nothing may happen.
    expect(await failure(firebreak.patchNamespacedDeployment({ ...order, body }, as(PatchStrategy.JsonPatch)))).toEqual(
      {
        code: 422,
        body: sample("422-jsonpatch-test.json"),
      },
    );
  });

  it("is told of a lost race, an invalid size, a missing object and a wrong media type as a real server does", async () => {
    const patch = (body: object, strategy: string) =>
      failure(firebreak.patchNamespacedDeployment({ ...order, body }, as(strategy)));
    const named = (name: string) => JSON.parse(JSON.stringify(sample(name)).replaceAll("checkout", "order"));
    expect(await patch({ metadata: { resourceVersion: "1" } }, PatchStrategy.MergePatch)).toEqual({
      code: 409,
      body: named("409.json"),
    });
    expect(await patch({ spec: { replicas: -1 } }, PatchStrategy.StrategicMergePatch)).toEqual({
      code: 422,
      body: named("422-invalid.json"),
    });
    expect(await patch({ spec: { replicas: 1 } }, PatchStrategy.JsonPatch)).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining("cannot unmarshal object into Go value of type jsonpatch.Patch") },
    });
    expect(await patch({}, "application/apply-patch+json")).toEqual({ code: 415, body: sample("415.json") });
    expect(await failure(firebreak.readNamespacedDeployment({ ...order, name: "nope" }))).toEqual({
      code: 404,
      body: sample("404.json"),
    });
  });

  it("may not do more than its role", async () => {
    expect(await failure(firebreak.deleteNamespacedDeployment(order))).toMatchObject({
      code: 403,
      body: { reason: "Forbidden", details: { kind: "deployments", group: "apps", name: "order" } },
    });
    const viewer = clientConfig(cluster.kubeconfigPath);
    viewer.setCurrentContext("viewer");
    const call = viewer
      .makeApiClient(AppsV1Api)
      .patchNamespacedDeployment({ ...order, body: [] }, as(PatchStrategy.JsonPatch));
    expect(await failure(call)).toMatchObject({ code: 403 });
    const stranger = clientConfig(cluster.kubeconfigPath);
    stranger.users = stranger.users.map((user) => ({ ...user, token: "unknown" }));
    expect(await failure(stranger.makeApiClient(AppsV1Api).readNamespacedDeployment(order))).toMatchObject({
      code: 401,
    });
    const answer = await rawGet(cluster, "/apis/apps/v1/namespaces/shop/deployments", "unknown");
    expect({ code: answer.status, body: await answer.json() }).toEqual({ code: 401, body: sample("401.json") });
    const nodes = await rawGet(cluster, "/api/v1/nodes", cluster.tokens.firebreak);
    const forbidden = JSON.parse(JSON.stringify(sample("403.json")).replace("incident-dash", "firebreak"));
    expect({ code: nodes.status, body: await nodes.json() }).toEqual({ code: 403, body: forbidden });
  });

  it("refuses a server whose authority it does not know", async () => {
    const config = clientConfig(cluster.kubeconfigPath);
    config.clusters = config.clusters.map(({ caData: _caData, ...rest }) => rest);
    await expect(config.makeApiClient(AppsV1Api).readNamespacedDeployment(order)).rejects.toThrow(/certificate/);
  });

  it("watches a rollout from a version on, in order, and is told when that version is too old", async () => {
    const { metadata } = await firebreak.readNamespacedDeployment({ ...payment });
    const path = "/apis/apps/v1/namespaces/shop/deployments";
    const seen: { type: string; name: string; version: number; replicas: number | undefined }[] = [];
    const query = { fieldSelector: "metadata.name=payment", resourceVersion: metadata?.resourceVersion ?? "" };
    const watch = await new Watch(cluster.config).watch(
      path,
      query,
      (type, object: V1Deployment) => {
        const version = Number(object.metadata?.resourceVersion);
        seen.push({ type, name: object.metadata?.name ?? "", version, replicas: object.status?.updatedReplicas });
      },
      () => {},
    );
    await release(cluster, "payment", "v2");
    await release(cluster, "order", "v3");
    await vi.waitFor(() => expect(seen.at(-1)?.replicas).toBe(2), WAIT);
    watch.abort();
    expect(new Set(seen.map(({ type, name }) => `${type} ${name}`))).toEqual(new Set(["MODIFIED payment"]));
    const versions = seen.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((left, right) => left - right));

    const old = await new Promise((resolve) => {
      const ended = new Watch(cluster.config).watch(
        path,
        { resourceVersion: "1" },
        (_type, object) => resolve(object),
        () => {},
      );
      ended.catch(resolve);
    });
    expect(old).toMatchObject({ kind: "Status", code: 410, reason: "Expired" });
  });

  it("pages a list and filters it", async () => {
    // Pods of the rollouts before may still be ending: two lists are alike only when none comes or goes in between.
    await vi.waitFor(
      async () => {
        const { items } = await cluster.core.listNamespacedPod({ namespace: "shop" });
        expect(items.filter(({ metadata }) => metadata?.deletionTimestamp)).toEqual([]);
        const { items: deployments } = await cluster.apps.listNamespacedDeployment({ namespace: "shop" });
        expect(items).toHaveLength(deployments.reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0));
      },
      { timeout: 20_000, interval: 200 },
    );
    const first = await cluster.core.listNamespacedPod({ namespace: "shop", limit: 1 });
    expect(first.items).toHaveLength(1);
    const next = await cluster.core.listNamespacedPod({
      namespace: "shop",
      limit: 100,
      _continue: first.metadata?._continue ?? "",
    });
    const all = await cluster.core.listNamespacedPod({ namespace: "shop" });
    expect([...first.items, ...next.items].map((pod) => pod.metadata?.name)).toEqual(
      all.items.map((pod) => pod.metadata?.name),
    );
    const filtered = await cluster.core.listNamespacedPod({ namespace: "shop", labelSelector: "app in (order)" });
    expect(new Set(filtered.items.map((pod) => pod.metadata?.labels?.app))).toEqual(new Set(["order"]));
  });
});

describe("answers", () => {
  it("have the keys of a real server's Deployment and ReplicaSets", async () => {
    const get = async (path: string) => JSON.parse(await (await rawGet(cluster, path)).text());
    // The real sample was applied by kubectl and annotated by hand; what belongs to that is not ours to have.
    const owned = /\.(f:|k:|labels|matchLabels)|annotations\.(spike|kubectl)|managedFields\[\]\.fieldsV1\./;
    const shape = (value: unknown) => new Set(keysOf(value).filter((key) => !owned.test(key)));
    const deployment = await get("/apis/apps/v1/namespaces/shop/deployments/order");
    expect([...shape(sample("deployment.json"))].filter((key) => !shape(deployment).has(key))).toEqual([]);
    const list = await get("/apis/apps/v1/namespaces/shop/deployments");
    expect([...shape(sample("deployment-list.json"))].filter((key) => !shape(list).has(key))).toEqual([]);
    expect(list.items[0]).not.toHaveProperty("kind");
    const sets = await get("/apis/apps/v1/namespaces/shop/replicasets?labelSelector=app=order");
    expect([...shape(sample("replicaset-list.json"))].filter((key) => !shape(sets).has(key))).toEqual([]);
    expect(Object.keys(await get("/version")).sort()).toEqual(Object.keys(sample("version.json")).sort());
  });

  it("describe a pod by its real port, an image digest that is stable per version, owner, node and zone", async () => {
    const pods = await livePods(cluster, "payment");
    const ids = new Set(pods.map((pod) => pod.status?.containerStatuses?.[0]?.imageID));
    expect([...ids]).toEqual([expect.stringMatching(/^docker-pullable:\/\/shop\/payment@sha256:[0-9a-f]{64}$/)]);
    for (const pod of pods) {
      expect(pod.status).toMatchObject({ phase: "Running", podIP: "127.0.0.1", startTime: expect.any(Date) });
      expect(pod.metadata?.ownerReferences).toMatchObject([{ kind: "ReplicaSet", controller: true }]);
      const zone = pod.metadata?.labels?.["topology.kubernetes.io/zone"];
      expect(pod.spec?.nodeName).toBe(`node-${zone}`);
      const answer = await (await fetch(`http://127.0.0.1:${portOf(pod)}/`)).json();
      const { name, annotations } = pod.metadata ?? {};
      const commit = annotations?.["org.opencontainers.image.revision"];
      expect(answer).toMatchObject({ service: "payment", pod: name, zone, commit });
      expect(answer.env).not.toHaveProperty("VITEST");
    }
  });

  it("keep endpoints and scrape targets in step with the pods", async () => {
    const addresses = (await livePods(cluster, "order")).map((pod) => `127.0.0.1:${portOf(pod)}`).sort();
    const endpoints = JSON.parse(readFileSync(cluster.endpointsPath, "utf8"));
    expect(endpoints.order.toSorted()).toEqual(addresses);
    const targets: { targets: string[]; labels: Record<string, string> }[] = JSON.parse(
      readFileSync(cluster.targetsPath, "utf8"),
    );
    const scraped = targets.filter(({ labels }) => labels.service === "order");
    expect(scraped.flatMap(({ targets: [address] }) => address).sort()).toEqual(addresses);
    const names = { namespace: "shop", deployment: "order", zone: expect.any(String), pod: expect.any(String) };
    expect(scraped[0]?.labels).toEqual({ service: "order", version: expect.stringMatching(/^v\d$/), ...names });
  });

  it("keep secrets to the owner of the files", () => {
    for (const path of [cluster.kubeconfigPath, cluster.adminKubeconfigPath, `${cluster.stateDir}/credentials.json`]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });
});
