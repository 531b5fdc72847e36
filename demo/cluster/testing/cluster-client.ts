import { readFileSync } from "node:fs";
import { request } from "node:https";
import { ApiException, PatchStrategy, setHeaderOptions, type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { expect, vi } from "vitest";
import type { TestCluster } from "./test-cluster";

export const WAIT = { timeout: 20_000, interval: 50 };
export const order = { name: "order", namespace: "shop" };
export const payment = { name: "payment", namespace: "shop" };

export const as = (strategy: string) => setHeaderOptions("Content-Type", strategy);

/** Waits for the completion test of kubectl rollout status. */
export async function rolledOut(cluster: TestCluster, name: string): Promise<V1Deployment> {
  return vi.waitFor(async () => {
    const deployment = await cluster.apps.readNamespacedDeployment({ name, namespace: "shop" });
    const { status, spec, metadata } = deployment;
    expect(status?.observedGeneration).toBeGreaterThanOrEqual(metadata?.generation ?? 0);
    const all = spec?.replicas;
    expect(status).toMatchObject({ replicas: all, updatedReplicas: all, availableReplicas: all });
    return deployment;
  }, WAIT);
}

/** Merges into the one container of a Deployment, as kubectl would. */
export async function patchContainer(cluster: TestCluster, name: string, change: object, podSpec: object = {}) {
  const containers = [{ name, ...change }];
  const body = { spec: { template: { spec: { ...podSpec, containers } } } };
  const target = { name, namespace: "shop", body };
  return cluster.apps.patchNamespacedDeployment(target, as(PatchStrategy.StrategicMergePatch));
}

export async function release(cluster: TestCluster, name: string, version: string): Promise<V1Deployment> {
  await patchContainer(cluster, name, { image: `shop/${name}:${version}` });
  return rolledOut(cluster, name);
}

/** The pods of an app that are not on their way out. */
export async function livePods(cluster: TestCluster, app: string): Promise<V1Pod[]> {
  const pods = await cluster.core.listNamespacedPod({ namespace: "shop", labelSelector: `app=${app}` });
  return pods.items.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
}

export function portOf(pod: V1Pod | undefined): number {
  return pod?.spec?.containers[0]?.ports?.[0]?.containerPort ?? 0;
}

/** Code and Status body of the error that a call fails with (the client drops the body of a 401). */
export async function failure(call: Promise<unknown>): Promise<{ code: number; body: object | undefined }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiException)) throw new Error(`expected an API error, got ${String(error)}`);
  return { code: error.code, body: error.body === undefined ? undefined : JSON.parse(String(error.body)) };
}

/** An answer recorded from a real API server. */
export function sample(name: string) {
  return JSON.parse(readFileSync(new URL(`./samples/${name}`, import.meta.url), "utf8"));
}

/** A GET, as administrator unless told otherwise, without the client's own reading of the answer. */
export async function rawGet(
  cluster: TestCluster,
  path: string,
  token: string = cluster.tokens.admin,
): Promise<Response> {
  const ca = Buffer.from(cluster.config.getCurrentCluster()?.caData ?? "", "base64");
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const call = request(`${cluster.url}${path}`, { ca, headers, agent: false }, (response) => {
      const body = new ReadableStream({
        start: (controller) => {
          response.on("data", (chunk: Buffer) => controller.enqueue(chunk));
          response.on("end", () => controller.close());
        },
        cancel: () => void response.destroy(),
      });
      resolve(new Response(body, { status: response.statusCode ?? 0 }));
    });
    call.on("error", reject);
    call.end();
  });
}
