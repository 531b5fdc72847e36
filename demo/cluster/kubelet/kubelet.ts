import type { Pod } from "../state/objects";
import type { LogBuffer } from "./log-buffer";
import { type NodeWorld, PodRunner } from "./pod-runner";

/** Runs every pod in the store and stops those that are marked for deletion. */
export class Kubelet {
  private readonly runners = new Map<string, { runner: PodRunner; done: Promise<void>; graceMs?: number }>();
  private unsubscribe: () => void = () => {};

  constructor(private readonly world: NodeWorld) {}

  start(): void {
    this.unsubscribe = this.world.store.subscribe((change) => {
      if (change.resource === "pods") this.sync();
    });
    this.sync();
  }

  /** The logs of a pod, by uid. */
  logsOf(pod: Pod): { current?: LogBuffer; previous?: LogBuffer } {
    return this.runners.get(pod.metadata.uid)?.runner.logs ?? {};
  }

  /** Stops every pod and resolves when all processes are gone. */
  async stop(graceMs: number): Promise<void> {
    this.unsubscribe();
    const running = [...this.runners.values()];
    await Promise.all(running.map(({ runner }) => runner.stop(graceMs)));
    await Promise.all(running.map(({ done }) => done));
  }

  killAll(): void {
    for (const { runner } of this.runners.values()) runner.kill();
  }

  private sync(): void {
    for (const pod of this.world.store.list("pods")) {
      const known = this.runners.get(pod.metadata.uid);
      if (known === undefined) this.adopt(pod);
      else this.stopIfMarked(pod, known);
    }
  }

  private adopt(pod: Pod): void {
    const { uid } = pod.metadata;
    const runner = new PodRunner(this.world, pod);
    // Known before it runs: its first write comes back here.
    const entry = { runner, done: Promise.resolve() };
    this.runners.set(uid, entry);
    entry.done = runner.run().finally(() => this.runners.delete(uid));
  }

  private stopIfMarked(pod: Pod, known: { runner: PodRunner; graceMs?: number }): void {
    const graceSeconds = pod.metadata.deletionGracePeriodSeconds;
    if (pod.metadata.deletionTimestamp === undefined || graceSeconds === undefined) return;
    const graceMs = graceSeconds * 1_000;
    if (known.graceMs !== undefined && known.graceMs <= graceMs) return;
    known.graceMs = graceMs;
    if (graceMs === 0) known.runner.kill();
    else void known.runner.stop(graceMs);
  }
}
