import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join, resolve } from "node:path";
import type { Role, Tokens } from "./api/access";
import { handleRequest } from "./api/handler";
import { createDeployment } from "./api/write-deployment";
import { Controllers } from "./controller/controllers";
import { EventRecorder } from "./controller/event-recorder";
import { type Backoff, DEMO_BACKOFF } from "./kubelet/backoff";
import { AtomicFile, endpointsOf, scrapeTargetsOf } from "./kubelet/discovery-files";
import { fileSha256 } from "./kubelet/image";
import { Kubelet } from "./kubelet/kubelet";
import { nodeOf, ZONES } from "./kubelet/placement";
import { PortPool } from "./kubelet/port-pool";
import { ProcessRecords } from "./kubelet/process-record";
import { SHOP_SERVICES, type ShopService, shopDeployment } from "./manifests";
import { loadCredentials } from "./pki/credentials";
import { kubeconfigText } from "./pki/kubeconfig";
import { Store } from "./state/store";

export interface ClusterOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  port: number;
  stateDir: string;
  /** The shop program (or a stand-in with the same flags). */
  binary: string;
  podPorts: { from: number; to: number };
  adminUrl: string;
  otlpUrl: string;
  namespace?: string;
  services?: readonly ShopService[];
  backoff?: Backoff;
}

export interface Cluster {
  url: string;
  /** Speaks as `firebreak` (reads workloads, patches Deployments) unless the context `admin` or `viewer` is chosen. */
  kubeconfigPath: string;
  /** The same file with `admin` as its current context. */
  adminKubeconfigPath: string;
  endpointsPath: string;
  targetsPath: string;
  tokens: Tokens;
  /** Stops every pod and the server; resolves when all processes are gone. */
  close(): Promise<void>;
  /** Ends every pod process at once, for a second Ctrl-C. */
  killPods(): void;
}

/** The longest a pod may take to stop when the whole cluster does. */
const SHUTDOWN_GRACE_MS = 5_000;

/**
 * Starts the cluster stand-in: API over HTTPS, controllers, and the shop's pods as child processes. Resolves when the
 * API answers; pods may still be starting. Rejects when the port is taken or the program cannot be read.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { namespace = "shop", services = SHOP_SERVICES } = options;
  const stateDir = resolve(options.stateDir);
  mkdirSync(stateDir, { recursive: true });
  const binarySha256 = await fileSha256(options.binary);
  const credentials = await loadCredentials(join(stateDir, "credentials.json"), Date.now());
  const server = createServer({ keepAliveTimeout: 60_000, cert: credentials.cert, key: credentials.key });
  const url = await listen(server, options.port);

  // Only the owner of the port may touch what an earlier run left in the state directory.
  const records = new ProcessRecords(join(stateDir, "pods"));
  records.killOrphans();
  const now = Date.now;
  const store = new Store(now);
  const events = new EventRecorder(store, now);
  const kubelet = new Kubelet({
    store,
    events,
    now,
    records,
    ports: new PortPool(options.podPorts.from, options.podPorts.to),
    backoff: options.backoff ?? DEMO_BACKOFF,
    services: new Set(services.map((service) => service.name)),
    binary: resolve(options.binary),
    binarySha256,
    extraArgs: [
      "--endpoints",
      join(stateDir, "endpoints.json"),
      "--admin",
      options.adminUrl,
      "--otlp",
      options.otlpUrl,
    ],
  });
  const files = new DiscoveryFiles(store, stateDir, services);
  const controllers = new Controllers(store, events, now);
  const world = {
    store,
    tokens: credentials.tokens,
    now,
    serverAddress: new URL(url).host,
    logsOf: kubelet.logsOf.bind(kubelet),
  };
  server.on("request", (request, response) => void handleRequest(world, request, response));

  const kubeconfig = (current: Role, file: string) => {
    const path = join(stateDir, file);
    const { ca, tokens } = credentials;
    writeFileSync(path, kubeconfigText({ server: url, ca, tokens, current, namespace }), { mode: 0o600 });
    return path;
  };
  populate(store, namespace, services);
  files.start();
  kubelet.start();
  controllers.start();
  return {
    url,
    kubeconfigPath: kubeconfig("firebreak", "kubeconfig"),
    adminKubeconfigPath: kubeconfig("admin", "kubeconfig-admin"),
    endpointsPath: files.endpoints.path,
    targetsPath: files.targets.path,
    tokens: credentials.tokens,
    close: async () => {
      controllers.stop();
      files.empty();
      await kubelet.stop(SHUTDOWN_GRACE_MS);
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
    killPods: () => kubelet.killAll(),
  };
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the cluster API listens on no port");
  return `https://127.0.0.1:${address.port}`;
}

/** Keeps the endpoint and scrape target files true to the pods. */
class DiscoveryFiles {
  readonly endpoints: AtomicFile;
  readonly targets: AtomicFile;
  private unsubscribe: () => void = () => {};
  private readonly names: readonly string[];

  constructor(
    private readonly store: Store,
    folder: string,
    services: readonly ShopService[],
  ) {
    this.endpoints = new AtomicFile(join(folder, "endpoints.json"));
    this.targets = new AtomicFile(join(folder, "targets.json"));
    this.names = services.map((service) => service.name);
  }

  start(): void {
    this.write();
    this.unsubscribe = this.store.subscribe((change) => {
      if (change.resource === "pods") this.write();
    });
  }

  empty(): void {
    this.unsubscribe();
    this.endpoints.write(endpointsOf([], this.names));
    this.targets.write([]);
  }

  private write(): void {
    const pods = this.store.list("pods");
    this.endpoints.write(endpointsOf(pods, this.names));
    this.targets.write(scrapeTargetsOf(pods));
  }
}

function populate(store: Store, namespace: string, services: readonly ShopService[]): void {
  for (const name of new Set(["default", namespace])) {
    const labels = { "kubernetes.io/metadata.name": name };
    const metadata = store.newMeta({ name, labels });
    store.create("namespaces", { kind: "Namespace", apiVersion: "v1", metadata, status: { phase: "Active" } });
  }
  for (const zone of ZONES) {
    const labels = { "kubernetes.io/hostname": nodeOf(zone), "topology.kubernetes.io/zone": zone };
    const metadata = store.newMeta({ name: nodeOf(zone), labels });
    const status = {
      conditions: [{ type: "Ready", status: "True" } as const],
      nodeInfo: { kubeletVersion: "v1.32.0" },
    };
    store.create("nodes", { kind: "Node", apiVersion: "v1", metadata, status });
  }
  const context = { store, nowMs: Date.now(), manager: "firebreak-demo", dryRun: false };
  for (const service of services) {
    createDeployment(context, namespace, shopDeployment(service));
    store.create("services", {
      kind: "Service",
      apiVersion: "v1",
      metadata: store.newMeta({ name: service.name, namespace, labels: { app: service.name } }),
      spec: {
        type: "ClusterIP",
        clusterIP: "None",
        selector: { app: service.name },
        ports: [{ name: "http", protocol: "TCP", port: 80, targetPort: "http" }],
      },
      status: { loadBalancer: {} },
    });
  }
}
