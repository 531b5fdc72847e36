import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Cluster, startCluster } from "@/demo/cluster/server";
import { Connection } from "@/lib/adapters/kubernetes/connection";
import type { Postgres } from "@/lib/adapters/postgres/client";
import { FIREBREAK } from "@/lib/domain/actor";
import { rolloutStateOf } from "@/lib/domain/rollout";
import type { Workload } from "@/lib/domain/workload";
import { TemplateHistory } from "./template-history";
import { type WorkerDeps, workerDeps } from "./worker-deps";

const SERVICE = { name: "order", team: "checkout", commit: "b52e7c4f19d08a6e3c7b5f2049ad81e6f3b0c9d4" };
export const CLOCK_OFFSET_MS = 3_600_000;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One Deployment on the cluster stand-in, one database, and worker processes to kill. */
export class RollbackWorld {
  readonly deps: WorkerDeps;
  readonly postgres: Postgres;
  readonly history = new TemplateHistory();
  readonly cluster: Cluster;
  readonly #databaseUrl: string;
  readonly #admin: Connection;
  #spare: ChildProcess | null = null;

  private constructor(cluster: Cluster, databaseUrl: string) {
    this.cluster = cluster;
    this.#databaseUrl = databaseUrl;
    this.#admin = new Connection({ kubeconfigPath: cluster.adminKubeconfigPath, context: null });
    ({ deps: this.deps, postgres: this.postgres } = workerDeps({
      databaseUrl,
      kubeconfigPath: cluster.kubeconfigPath,
    }));
  }

  static async start(options: {
    databaseUrl: string;
    stateDir: string;
    podPorts: { from: number; to: number };
  }): Promise<RollbackWorld> {
    const cluster = await startCluster({
      port: 0,
      stateDir: options.stateDir,
      binary: here("../../../demo/cluster/testing/fake-pod.mjs"),
      podPorts: options.podPorts,
      adminUrl: "http://127.0.0.1:9",
      otlpUrl: "http://127.0.0.1:9",
      services: [SERVICE],
    });
    const world = new RollbackWorld(cluster, options.databaseUrl);
    await world.#patch([{ op: "replace", path: "/spec/replicas", value: 1 }]);
    await world.rolledOut();
    await world.history.start(cluster.kubeconfigPath, { namespace: "shop", name: SERVICE.name });
    return world;
  }

  async close(): Promise<void> {
    this.history.stop();
    this.#spare?.disconnect();
    await this.postgres.close();
    await this.cluster.close();
  }

  /** Puts a release out as CI would and waits for it. */
  async release(version: string): Promise<Workload> {
    await this.#patch([
      { op: "replace", path: "/spec/template/spec/containers/0/image", value: `shop/${SERVICE.name}:${version}` },
      { op: "replace", path: "/spec/template/metadata/labels/app.kubernetes.io~1version", value: version },
    ]);
    return this.rolledOut();
  }

  async read(): Promise<Workload> {
    const read = await this.deps.cluster.workload("shop", SERVICE.name, { timeoutMs: 5_000 });
    if (!read.ok || read.value === null)
      throw new Error(`the Deployment cannot be read: ${read.ok ? "gone" : read.reason}`);
    return read.value;
  }

  /** Waits until the newest template runs. */
  async rolledOut(): Promise<Workload> {
    for (;;) {
      const workload = await this.read();
      if (rolloutStateOf(workload, workload.templateHash) === "complete") return workload;
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  async openIncident(): Promise<string> {
    const id = this.deps.ids.next();
    const now = this.deps.clock.now();
    const data = {
      title: "HighLatencyP95 on order",
      service: SERVICE.name,
      team: "checkout",
      environment: "demo",
      severity: "SEV-2" as const,
      severityReason: "critical",
      groupingReason: "new",
      recurrenceOf: null,
      origin: "test" as const,
      detectedAt: new Date(now.getTime() - 60_000).toISOString(),
    };
    await this.postgres.store.transaction((tx) =>
      tx.createIncident(id, null, [{ kind: "opened", at: now, actor: FIREBREAK, data }]),
    );
    return id;
  }

  /** A warm worker process; another one warms up meanwhile. */
  async worker(clockOffsetMs: number): Promise<ChildProcess> {
    let worker: ChildProcess;
    if (clockOffsetMs === 0 && this.#spare !== null) {
      worker = this.#spare;
      this.#spare = null;
    } else {
      // The spare one has no such clock: it stays for the next.
      worker = this.#fork(clockOffsetMs);
    }
    await ready(worker);
    return worker;
  }

  warmUp(): void {
    this.#spare ??= this.#fork(0);
  }

  #fork(clockOffsetMs: number): ChildProcess {
    const start = { databaseUrl: this.#databaseUrl, kubeconfigPath: this.cluster.kubeconfigPath, clockOffsetMs };
    const child = fork(here("./doomed-worker.ts"), [JSON.stringify(start)], { execArgv: ["--import", "tsx"] });
    const state = { ready: once(child, "message") };
    readiness.set(child, state.ready);
    return child;
  }

  async #patch(body: readonly unknown[]): Promise<void> {
    await this.#admin.call(
      5_000,
      ({ apps }, call) => apps.patchNamespacedDeployment({ namespace: "shop", name: SERVICE.name, body }, call),
      { "Content-Type": "application/json-patch+json" },
    );
  }
}

const readiness = new WeakMap<ChildProcess, Promise<unknown>>();
async function ready(child: ChildProcess): Promise<void> {
  await readiness.get(child);
}
