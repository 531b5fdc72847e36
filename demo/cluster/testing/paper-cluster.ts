import { createDeployment, replaceDeployment } from "../api/write-deployment";
import { isActive } from "../controller/availability";
import { Controllers } from "../controller/controllers";
import { EventRecorder } from "../controller/event-recorder";
import { type JsonObject, toJson } from "../json";
import { withStatus } from "../kubelet/pod-status";
import { applyStrategicMerge } from "../patch/strategic-merge";
import type { Deployment, Pod, ReplicaSet } from "../state/objects";
import { Store } from "../state/store";

const NAMESPACE = "shop";

/** Controllers over a store with a clock set by hand and pods on paper only: readiness is what the test says. */
export class PaperCluster {
  nowMs = Date.parse("2026-11-20T18:00:00Z");
  readonly store = new Store(() => this.nowMs);
  private readonly controllers = new Controllers(
    this.store,
    new EventRecorder(this.store, () => this.nowMs),
    () => this.nowMs,
  );

  constructor() {
    const metadata = this.store.newMeta({ name: NAMESPACE });
    this.store.create("namespaces", { kind: "Namespace", apiVersion: "v1", metadata, status: { phase: "Active" } });
    this.controllers.start();
  }

  stop(): void {
    this.controllers.stop();
  }

  async create(manifest: JsonObject): Promise<void> {
    createDeployment(this.writer(), NAMESPACE, manifest);
    await this.settle();
  }

  async patch(name: string, patch: JsonObject): Promise<Deployment> {
    const current = this.deployment(name);
    replaceDeployment(this.writer(), current, applyStrategicMerge(toJson(current), patch));
    await this.settle();
    return this.deployment(name);
  }

  setImage(name: string, version: string): Promise<Deployment> {
    const containers = [{ name, image: `shop/${name}:${version}` }];
    return this.patch(name, { spec: { template: { spec: { containers } } } });
  }

  /** Removes terminated pods and makes the others ready, as many as asked, until nothing moves. */
  async makeReady(only: (pod: Pod) => boolean = () => true): Promise<void> {
    for (let before = -1; before !== this.store.resourceVersion; ) {
      before = this.store.resourceVersion;
      for (const pod of this.store.list("pods")) {
        if (!isActive(pod)) this.store.remove("pods", pod);
        else if (only(pod)) this.store.replace("pods", this.running(pod, true));
      }
      await this.settle();
      if (this.store.list("pods").every((pod) => isActive(pod) && (!only(pod) || this.isSettled(pod)))) break;
    }
  }

  /** Lets the controllers pass until they change nothing more. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.store.resourceVersion; ) {
      before = this.store.resourceVersion;
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }

  /** Moves the clock and wakes the controllers, as their own timer would. */
  async advance(durationMs: number): Promise<void> {
    this.nowMs += durationMs;
    const [pod] = this.store.list("pods");
    if (pod !== undefined) this.store.replace("pods", pod);
    await this.settle();
  }

  deployment(name: string): Deployment {
    const found = this.store.get("deployments", NAMESPACE, name);
    if (found === undefined) throw new Error(`no deployment ${name}`);
    return found;
  }

  sets(): ReplicaSet[] {
    return this.store.list("replicasets");
  }

  private isSettled(pod: Pod): boolean {
    return pod.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  }

  private running(pod: Pod, ready: boolean): Pod {
    const state = { running: { startedAt: "2026-11-20T18:00:00Z" } };
    const view = { state, last: undefined, ready, restartCount: 0, imageID: "", containerID: undefined };
    return withStatus(pod, view, this.nowMs);
  }

  private writer() {
    return { store: this.store, nowMs: this.nowMs, manager: "test", dryRun: false };
  }
}
