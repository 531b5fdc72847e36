import type { EventRecorder } from "../controller/event-recorder";
import type { Container } from "../state/deployment-schema";
import type { ContainerTerminated, Pod } from "../state/objects";
import { type Store, wireTime } from "../state/store";
import { type Backoff, backoffMs } from "./backoff";
import { type ContainerExit, ContainerProcess } from "./container-process";
import { imageId, parseShopImage, type ShopImage } from "./image";
import { LogBuffer } from "./log-buffer";
import { chooseZone, nodeOf, ZONE_LABEL } from "./placement";
import { type ContainerView, withStatus } from "./pod-status";
import type { PortPool } from "./port-pool";
import { preStopMs } from "./pre-stop";
import { httpProbeOf } from "./probe";
import type { ProcessRecords } from "./process-record";
import { pause, watchReadiness } from "./readiness";

export interface NodeWorld {
  store: Store;
  events: EventRecorder;
  now: () => number;
  ports: PortPool;
  records: ProcessRecords;
  backoff: Backoff;
  services: ReadonlySet<string>;
  binary: string;
  binarySha256: string;
  /** Flags beyond service, version, address, pod, commit and zone. */
  extraArgs: readonly string[];
}

const REVISION_ANNOTATION = "org.opencontainers.image.revision";

/** The life of one pod: placed, started, probed, restarted when it dies, stopped when it is deleted. */
export class PodRunner {
  /** Output of the running container and of the one before it. */
  logs: { current?: LogBuffer; previous?: LogBuffer } = {};
  private readonly stopping = new AbortController();
  private process: ContainerProcess | undefined;
  private port: number | undefined;
  private zone = "";
  private view: ContainerView = {
    state: { waiting: { reason: "ContainerCreating" } },
    last: undefined,
    ready: false,
    restartCount: 0,
    imageID: "",
    containerID: undefined,
  };

  constructor(
    private readonly world: NodeWorld,
    private readonly pod: Pod,
  ) {}

  /** Runs until the pod is stopped, then removes it from the store. */
  async run(): Promise<void> {
    try {
      if (await this.place()) await this.keepRunning();
    } finally {
      if (this.port !== undefined) this.world.ports.release(this.port);
      const last = this.current();
      if (last !== undefined) this.world.store.remove("pods", last);
    }
  }

  /** Endpoints are told first (the deletion mark did that), then preStop, SIGTERM, and SIGKILL after the grace period. */
  async stop(graceMs: number): Promise<void> {
    const hookMs = Math.min(graceMs, preStopMs(this.container));
    this.stopping.abort();
    const running = this.process;
    if (running === undefined) return;
    this.note("Normal", "Killing", `Stopping container ${this.container?.name}`);
    await pause(hookMs);
    await running.terminate(graceMs - hookMs);
  }

  kill(): void {
    this.stopping.abort();
    this.process?.kill();
  }

  private get container(): Container | undefined {
    return this.pod.spec.containers[0];
  }

  private async place(): Promise<boolean> {
    const { store } = this.world;
    const pods = store.list("pods");
    this.zone = chooseZone(this.pod, pods);
    const placed = this.current();
    if (placed === undefined || this.stopping.signal.aborted) return false;
    const labels = { ...placed.metadata.labels, [ZONE_LABEL]: this.zone };
    const metadata = { ...placed.metadata, labels };
    store.replace("pods", { ...placed, metadata, spec: { ...placed.spec, nodeName: nodeOf(this.zone) } });
    this.port = await this.world.ports.acquire();
    if (this.port === undefined) {
      this.note("Warning", "FailedScheduling", "0/3 nodes are available: no free port for the pod.");
      await pause(1_000, this.stopping.signal);
      return this.stopping.signal.aborted ? false : this.place();
    }
    const address = `${this.pod.metadata.namespace}/${this.pod.metadata.name}`;
    this.note("Normal", "Scheduled", `Successfully assigned ${address} to ${nodeOf(this.zone)}`);
    const bound = this.current();
    if (bound === undefined) return false;
    const port = this.port;
    const containers = bound.spec.containers.map((container) => withPort(container, port));
    store.replace("pods", { ...bound, spec: { ...bound.spec, containers } });
    this.report({});
    return true;
  }

  private async keepRunning(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      const image = parseShopImage(this.container?.image ?? "", this.world.services);
      if (image === undefined) {
        failures += 1;
        await this.failPull(failures);
        continue;
      }
      const startedMs = this.world.now();
      const exit = await this.runContainer(image);
      if (this.stopping.signal.aborted) break;
      const ranMs = this.world.now() - startedMs;
      failures = ranMs >= this.world.backoff.resetAfterMs ? 1 : failures + 1;
      await this.waitBeforeRestart(exit, failures);
    }
  }

  private async runContainer(image: ShopImage): Promise<ContainerTerminated> {
    const { world } = this;
    const { name } = this.container ?? { name: "app" };
    const logs = new LogBuffer(world.now);
    this.logs = this.logs.current === undefined ? { current: logs } : { current: logs, previous: this.logs.current };
    const pulled = `Container image "${this.container?.image}" already present on machine`;
    this.note("Normal", "Pulled", pulled);
    const { binary, records } = world;
    const container = new ContainerProcess({ binary, records, logs, args: this.argsFor(image), env: this.env() });
    this.process = container;
    const startedAt = wireTime(world.now());
    const imageID = imageId(world.binarySha256, image);
    const probe = this.container === undefined ? undefined : httpProbeOf(this.container);
    const ready = probe === undefined;
    this.report({ state: { running: { startedAt } }, containerID: container.id, imageID, ready });
    this.note("Normal", "Started", `Started container ${name}`);
    const alive = new AbortController();
    const probing =
      probe === undefined
        ? Promise.resolve()
        : watchReadiness({
            port: this.port ?? 0,
            probe,
            signal: AbortSignal.any([alive.signal, this.stopping.signal]),
            now: world.now,
            onChange: (now) => this.report({ ready: now }),
            onFailure: (message) => this.note("Warning", "Unhealthy", `Readiness probe failed: ${message}`),
          });
    const exit = await container.exited;
    alive.abort();
    await probing;
    this.process = undefined;
    return terminated(exit, { startedAt, finishedAt: wireTime(world.now()), containerID: container.id });
  }

  private async waitBeforeRestart(last: ContainerTerminated, failures: number): Promise<void> {
    const delayMs = backoffMs(failures, this.world.backoff);
    const { restartCount } = this.view;
    if (delayMs === 0) {
      this.report({ state: { terminated: last }, ready: false });
    } else {
      const name = this.container?.name ?? "app";
      const whose = `container=${name} pod=${this.pod.metadata.name}_${this.pod.metadata.namespace}`;
      const message = `back-off ${Math.round(delayMs / 1_000)}s restarting failed ${whose}`;
      this.report({ state: { waiting: { reason: "CrashLoopBackOff", message } }, last, ready: false });
      this.note("Warning", "BackOff", `Back-off restarting failed container ${name} in pod ${this.pod.metadata.name}`);
      await pause(delayMs, this.stopping.signal);
    }
    this.view = { ...this.view, last, restartCount: restartCount + 1 };
  }

  private async failPull(failures: number): Promise<void> {
    const image = this.container?.image ?? "";
    const message = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`;
    this.report({ state: { waiting: { reason: "ErrImagePull", message } } });
    this.note("Warning", "Failed", `Failed to pull image "${image}": not found`);
    await pause(this.world.backoff.baseMs, this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    this.report({ state: { waiting: { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}"` } } });
    this.note("Normal", "BackOff", `Back-off pulling image "${image}"`);
    await pause(backoffMs(failures + 1, this.world.backoff), this.stopping.signal);
  }

  private argsFor({ service, version }: ShopImage): string[] {
    const commit = this.pod.metadata.annotations?.[REVISION_ANNOTATION] ?? "unknown";
    const own = {
      service,
      version,
      listen: `127.0.0.1:${this.port}`,
      pod: this.pod.metadata.name,
      commit,
      zone: this.zone,
    };
    return [...Object.entries(own).flatMap(([flag, value]) => [`--${flag}`, value]), ...this.world.extraArgs];
  }

  /** Only what a container would have, never this process's own environment. */
  private env(): Record<string, string> {
    const { PATH = "", HOME = "/" } = process.env;
    const declared = (this.container?.env ?? []).map(({ name, value }): [string, string] => [name, value ?? ""]);
    return { PATH, HOME, ...Object.fromEntries(declared) };
  }

  private current(): Pod | undefined {
    const { namespace, name, uid } = this.pod.metadata;
    const pod = this.world.store.get("pods", namespace, name);
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  private report(change: Partial<ContainerView>): void {
    this.view = { ...this.view, ...change };
    const pod = this.current();
    if (pod === undefined) return;
    this.world.store.replace("pods", withStatus(pod, this.view, this.world.now()));
  }

  private note(type: "Normal" | "Warning", reason: string, message: string): void {
    const about = this.current() ?? this.pod;
    const component = reason.endsWith("cheduled") || reason === "FailedScheduling" ? "default-scheduler" : "kubelet";
    const host = component === "kubelet" ? { host: nodeOf(this.zone) } : {};
    this.world.events.record({ about, type, reason, message, component, ...host });
  }
}

/** The port it really listens on, in place of the one the template wished for. */
function withPort(container: Container, port: number): Container {
  const [first, ...others] = container.ports ?? [{ containerPort: port, protocol: "TCP" }];
  return { ...container, ports: [{ protocol: "TCP", ...first, containerPort: port }, ...others] };
}

function terminated(
  exit: ContainerExit,
  times: Pick<ContainerTerminated, "startedAt" | "finishedAt" | "containerID">,
): ContainerTerminated {
  const reason = exit.message !== undefined ? "StartError" : exit.exitCode === 0 ? "Completed" : "Error";
  return {
    exitCode: exit.exitCode,
    reason,
    ...(exit.message === undefined ? {} : { message: exit.message }),
    ...times,
  };
}
