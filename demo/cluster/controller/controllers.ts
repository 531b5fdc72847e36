import type { Store } from "../state/store";
import { isOwnedBy } from "./availability";
import { reconcileDeployment } from "./deployment-controller";
import type { EventRecorder } from "./event-recorder";
import { deletePod, reconcileReplicaSet } from "./replicaset-controller";

/**
 * Level-triggered loop over all Deployments and ReplicaSets: any change of either or of a pod asks for one more pass,
 * and a pass that changes nothing is the last. The cluster is small, so everything is looked at each time.
 */
export class Controllers {
  private scheduled = false;
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => {};

  constructor(
    private readonly store: Store,
    private readonly events: EventRecorder,
    private readonly now: () => number,
  ) {}

  start(): void {
    this.running = true;
    this.unsubscribe = this.store.subscribe((change) => {
      if (change.resource === "deployments" || change.resource === "replicasets" || change.resource === "pods") {
        this.schedule();
      }
    });
    this.schedule();
  }

  stop(): void {
    this.running = false;
    this.unsubscribe();
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.running) this.pass();
    });
  }

  private pass(): void {
    const world = { store: this.store, events: this.events, nowMs: this.now() };
    this.collectGarbage(world.nowMs);
    const wakeups: (number | undefined)[] = [];
    // ReplicaSets first: a Deployment decides on their reported counts.
    for (const set of this.store.list("replicasets")) wakeups.push(reconcileReplicaSet(world, set));
    for (const deployment of this.store.list("deployments")) wakeups.push(reconcileDeployment(world, deployment));
    this.wakeAt(
      wakeups.filter((atMs) => atMs !== undefined),
      world.nowMs,
    );
  }

  private wakeAt(times: readonly number[], nowMs: number): void {
    clearTimeout(this.timer);
    if (times.length === 0) return;
    this.timer = setTimeout(() => this.schedule(), Math.max(0, Math.min(...times) - nowMs));
    this.timer.unref();
  }

  /** What belonged to a deleted owner goes too, as with background deletion. */
  private collectGarbage(nowMs: number): void {
    const { store } = this;
    const deployments = store.list("deployments");
    for (const set of store.list("replicasets")) {
      if (!deployments.some((owner) => isOwnedBy(set, owner.metadata.uid))) store.remove("replicasets", set);
    }
    const sets = store.list("replicasets");
    for (const pod of store.list("pods")) {
      const orphan = !sets.some((owner) => isOwnedBy(pod, owner.metadata.uid));
      if (orphan) deletePod(store, pod, pod.spec.terminationGracePeriodSeconds, nowMs);
    }
  }
}
