import { movedSince } from "@/lib/domain/rollback";
import { MITIGATION_ANNOTATION } from "@/lib/domain/rollback-annotations";
import type { Measured } from "@/lib/domain/upstream";
import type { Workload } from "@/lib/domain/workload";
import { workloadFixture } from "@/lib/domain/workload.fixture";
import type { ApplyOutcome, Cluster } from "@/lib/ports";

/** One Deployment in memory that answers as the adapter does. Rollouts complete at once unless told otherwise. */
export class FakeCluster implements Cluster {
  workloadNow: Workload | null = workloadFixture();
  isReachable = true;
  dryRunMessage = "";
  /** What the next `apply` does besides or instead of storing the patch. */
  nextApply: "store" | "store-but-no-answer" | "no-answer" | "reject" = "store";
  patches = 0;

  async workload(namespace: string, name: string): Promise<Measured<Workload | null>> {
    const { workloadNow } = this;
    const isThere = workloadNow?.namespace === namespace && workloadNow.name === name;
    return this.#measured(isThere ? workloadNow : null);
  }

  async workloads(): ReturnType<Cluster["workloads"]> {
    const { workloadNow } = this;
    const known = { service: "order", version: "v2", revision: 2, commit: null, changedAt: new Date() };
    return this.#measured(
      workloadNow === null ? [] : [{ namespace: workloadNow.namespace, name: workloadNow.name, ...known }],
    );
  }

  async dryRun(): ReturnType<Cluster["dryRun"]> {
    return this.#measured({ isAccepted: this.dryRunMessage === "", message: this.dryRunMessage });
  }

  async ping(): Promise<Measured<true>> {
    return this.#measured(true as const);
  }

  async apply(...[plan, mitigationId]: Parameters<Cluster["apply"]>): Promise<ApplyOutcome> {
    const now = this.workloadNow;
    const mode = this.nextApply;
    this.nextApply = "store";
    if (mode === "reject") return { kind: "rejected", message: "admission webhook says no" };
    if (now === null)
      return { kind: "moved", moved: [{ path: "metadata.uid", planned: plan.workload.uid, now: "gone" }] };
    if (now.annotations[MITIGATION_ANNOTATION] === mitigationId) {
      return { kind: "patched", resourceVersion: now.resourceVersion, generation: now.generation };
    }
    const moved = movedSince(plan, now);
    if (moved.length > 0) return { kind: "moved", moved };
    if (mode !== "no-answer") {
      this.patches += 1;
      this.change({
        template: plan.template,
        templateHash: plan.to.templateHash,
        currentRevision: now.currentRevision + 1,
        annotations: { ...now.annotations, [MITIGATION_ANNOTATION]: mitigationId },
      });
    }
    if (mode !== "store") throw Object.assign(new Error("no answer"), { name: "AppError", code: "upstream_failed" });
    return { kind: "patched", resourceVersion: "101", generation: now.generation + 1 };
  }

  /** Somebody changes the Deployment; its generation rises and the rollout is complete at once unless the change says otherwise. */
  change(over: Partial<Workload>): void {
    if (this.workloadNow === null) return;
    const generation = this.workloadNow.generation + 1;
    this.workloadNow = { ...this.workloadNow, generation, observedGeneration: generation, ...over };
  }

  #measured<T>(value: T): Measured<T> {
    const at = new Date();
    return this.isReachable
      ? { ok: true, value, at, query: "fake", n: null }
      : { ok: false, source: "kubernetes", reason: "unreachable", at, query: "fake" };
  }
}
