import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { SHOP_SERVICES, type ShopService } from "../manifests";
import { type Cluster, startCluster } from "../server";

/** The shop program's stand-in: same flags, no Go needed. */
export const FAKE_POD = fileURLToPath(new URL("./fake-pod.mjs", import.meta.url));

export interface TestCluster extends Cluster {
  stateDir: string;
  config: KubeConfig;
  apps: AppsV1Api;
  core: CoreV1Api;
}

/** A cluster in this process with fixture pods and the official client as administrator. Close it in afterAll. */
export async function startTestCluster(options: { services?: readonly string[] } = {}): Promise<TestCluster> {
  const stateDir = mkdtempSync(join(tmpdir(), "firebreak-cluster-"));
  const wanted: readonly ShopService[] = SHOP_SERVICES.filter(
    ({ name }) => options.services === undefined || options.services.includes(name),
  );
  const cluster = await startCluster({
    port: 0,
    stateDir,
    binary: FAKE_POD,
    podPorts: { from: 0, to: 0 },
    adminUrl: "http://127.0.0.1:1",
    otlpUrl: "http://127.0.0.1:1",
    services: wanted,
    backoff: { baseMs: 200, capMs: 1_000, resetAfterMs: 60_000 },
  });
  const config = clientConfig(cluster.adminKubeconfigPath);
  return {
    ...cluster,
    stateDir,
    config,
    apps: config.makeApiClient(AppsV1Api),
    core: config.makeApiClient(CoreV1Api),
    close: async () => {
      await cluster.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export function clientConfig(kubeconfigPath: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  return config;
}
