import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rolledOut } from "./testing/cluster-client";
import { startTestCluster, type TestCluster } from "./testing/test-cluster";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
if (!hasKubectl) console.warn("kubectl is not on PATH: its tests against the cluster stand-in are skipped");
const run = promisify(execFile);

describe.skipIf(!hasKubectl)("kubectl", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ services: ["order", "payment"] });
    await rolledOut(cluster, "order");
    await rolledOut(cluster, "payment");
  });
  afterAll(() => cluster.close());

  async function kubectl(...args: string[]): Promise<string> {
    const cache = join(cluster.stateDir, "kubectl-cache");
    const flags = ["--kubeconfig", cluster.adminKubeconfigPath, "--cache-dir", cache];
    return (await run("kubectl", [...flags, ...args], { timeout: 20_000 })).stdout;
  }
  const refused = async (...args: string[]): Promise<string> => {
    const failed = await kubectl(...args).then(
      (output) => `did not fail: ${output}`,
      (error: { stderr?: string }) => error.stderr ?? String(error),
    );
    return failed;
  };

  it("shows workloads in its own columns", async () => {
    const shown = await kubectl("get", "deploy,rs,pods", "-o", "wide", "-l", "app=order");
    expect(shown).toMatch(/READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR/);
    expect(shown).toMatch(/deployment\.apps\/order +2\/2 +2 +2 .* order +shop\/order:v1 +app=order/);
    expect(shown).toMatch(/pod\/order-\S+ +1\/1 +Running +0 .* 127\.0\.0\.1 +node-[abc]/);
    expect(await kubectl("get", "ns,svc,nodes")).toMatch(/node\/node-a +Ready/);
    expect(JSON.parse(await kubectl("get", "deploy", "order", "-o", "json"))).toMatchObject({ kind: "Deployment" });
    expect(await kubectl("get", "deploy", "order", "-o", "yaml")).toContain("progressDeadlineSeconds: 60");
  });

  it("describes a Deployment with its conditions, ReplicaSets and events", async () => {
    const described = await kubectl("describe", "deployment", "order");
    expect(described).toMatch(/Available +True +MinimumReplicasAvailable/);
    expect(described).toMatch(/ScalingReplicaSet .*Scaled up replica set order-\w+ from 0 to 2/);
    expect(await kubectl("get", "events")).toMatch(/Normal +Scheduled +pod\/order-/);
  });

  it("releases, shows the history and undoes it", async () => {
    await kubectl("set", "image", "deploy/order", "order=shop/order:v2");
    await kubectl("annotate", "deploy/order", "kubernetes.io/change-cause=release v2", "--overwrite");
    expect(await kubectl("rollout", "status", "deploy/order", "--timeout=20s")).toContain("successfully rolled out");
    expect(await kubectl("rollout", "history", "deploy/order")).toMatch(/1 +release v1\n2 +release v2/);
    const dry = await kubectl("rollout", "undo", "deploy/order", "--dry-run=server");
    expect(dry).toContain("rolled back (server dry run)");
    await kubectl("rollout", "undo", "deploy/order");
    await kubectl("rollout", "status", "deploy/order", "--timeout=20s");
    expect(await kubectl("rollout", "history", "deploy/order")).toMatch(/2 +release v2\n3 +release v1/);
    expect(await kubectl("rollout", "history", "deploy/order", "--revision=3")).toContain("shop/order:v1");
  });

  it("tries patches of all three types on the server without storing them", async () => {
    const before = await kubectl("get", "deploy", "order", "-o", "jsonpath={.metadata.resourceVersion}");
    const tryPatch = (type: string, patch: object) =>
      kubectl(
        "patch",
        "deploy",
        "order",
        "--dry-run=server",
        "--type",
        type,
        "-p",
        JSON.stringify(patch),
        "-o",
        "json",
      );
    const image = { spec: { template: { spec: { containers: [{ name: "order", image: "shop/order:v9" }] } } } };
    expect(await tryPatch("strategic", image)).toContain("shop/order:v9");
    expect(await tryPatch("merge", { spec: { replicas: 7 } })).toContain('"replicas": 7');
    expect(await tryPatch("json", [{ op: "replace", path: "/spec/replicas", value: 8 }])).toContain('"replicas": 8');
    expect(await kubectl("get", "deploy", "order", "-o", "jsonpath={.metadata.resourceVersion}")).toBe(before);
    const race = JSON.stringify([{ op: "test", path: "/metadata/resourceVersion", value: "1" }]);
    expect(await refused("patch", "deploy", "order", "--type", "json", "-p", race)).toContain("The request is invalid");
    const negative = '{"spec":{"replicas":-1}}';
    expect(await refused("patch", "deploy", "order", "-p", negative)).toContain("must be greater than or equal to 0");
  });

  it("restarts, pauses, refuses to undo meanwhile, resumes and scales", async () => {
    await kubectl("rollout", "restart", "deploy/payment");
    await kubectl("rollout", "status", "deploy/payment", "--timeout=20s");
    await kubectl("rollout", "pause", "deploy/payment");
    await kubectl("set", "image", "deploy/payment", "payment=shop/payment:v2");
    expect(await refused("rollout", "undo", "deploy/payment")).toContain("cannot rollback a paused deployment");
    await kubectl("rollout", "resume", "deploy/payment");
    await kubectl("rollout", "status", "deploy/payment", "--timeout=20s");
    await kubectl("scale", "deploy/payment", "--replicas=3");
    await kubectl("rollout", "status", "deploy/payment", "--timeout=20s");
    expect(await kubectl("get", "deploy", "payment")).toMatch(/payment +3\/3/);
  });

  it("deletes a pod, waits until it is gone, and another one takes its place", async () => {
    const names = async () => (await kubectl("get", "pods", "-l", "app=payment", "-o", "name")).trim().split("\n");
    const [first = ""] = await names();
    expect(await kubectl("delete", first)).toContain("deleted");
    expect(await names()).not.toContain(first);
    await kubectl("rollout", "status", "deploy/payment", "--timeout=20s");
  });

  it("reads and follows logs", async () => {
    const recent = await kubectl("logs", "deploy/order", "--tail=2", "--since=60s");
    expect(recent.trim().split("\n")).toHaveLength(2);
    const pods = await kubectl("get", "pods", "-l", "app=order", "-o", "jsonpath={.items[0].metadata.name}");
    expect(await kubectl("logs", pods, "--timestamps", "--tail=1")).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \{/);
    await expect(kubectl("logs", pods, "-c", "nope")).rejects.toThrow("container nope is not valid");
  });

  it("watches", async () => {
    const deployment = "deployment.apps/order";
    const shown = await kubectl("wait", deployment, "--for=jsonpath={.status.readyReplicas}=2", "--timeout=20s");
    expect(shown).toContain("condition met");
    const watching = run(
      "kubectl",
      ["--kubeconfig", cluster.adminKubeconfigPath, "get", "deploy", "-w", "--request-timeout=3s"],
      { timeout: 20_000 },
    );
    const { stdout } = await watching.catch((error: { stdout: string }) => error);
    expect(stdout).toMatch(/NAME +READY +UP-TO-DATE +AVAILABLE +AGE\n/);
  });

  it("is refused what the role may not do", async () => {
    const flags = ["--kubeconfig", cluster.kubeconfigPath];
    expect(readFileSync(cluster.kubeconfigPath, "utf8")).toContain('"current-context": "firebreak"');
    await expect(run("kubectl", [...flags, "get", "nodes"])).rejects.toThrow(
      'User "firebreak" cannot list resource "nodes" in API group "" at the cluster scope',
    );
  });
});
