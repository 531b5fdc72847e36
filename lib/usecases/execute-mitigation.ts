import { createHash } from "node:crypto";
import { FIREBREAK } from "@/lib/domain/actor";
import type { Explanation, NewEvent } from "@/lib/domain/events";
import { planRollback } from "@/lib/domain/rollback";
import { reconcileRollback } from "@/lib/domain/rollback-reconciliation";
import { rolloutStateOf } from "@/lib/domain/rollout";
import { DEADLINE_WINDOWS } from "@/lib/domain/verification";
import type { Workload } from "@/lib/domain/workload";
import { isAppError } from "@/lib/errors";
import type { Deps, MitigationRow, Transaction } from "@/lib/ports";

const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const CLUSTER_TIMEOUT_MS = 5_000;
/** After this long without a readable cluster a person is asked. */
const UNREADABLE_MS = 5 * 60_000;
const ROLLOUT_MAX_MS = 30 * 60_000;
/** A new rollout inherits the old one's condition for a moment: stuck counts only when it stays so. */
const STUCK_GRACE_MS = 10_000;
const GONE = { kind: "failed", reason: "The Deployment is gone. Nothing was sent.", key: "gone_unsent" } as const;
const POLL = { firstMs: 200, factor: 1.4, maxMs: 2_000 };
const RETRY = { firstMs: 500, factor: 2, maxMs: 5_000 };

/** Places at which a test kills the process. */
export const EXECUTE_FAIL_POINTS = [
  "claim:start",
  "claim:in-transaction",
  "claim:committed",
  "patch:before",
  "patch:after",
  "record-patched:in-transaction",
  "record-patched:committed",
  "rollout:polled",
  "record-applied:in-transaction",
  "record-applied:committed",
] as const;
export type ExecuteFailPoint = (typeof EXECUTE_FAIL_POINTS)[number];

export type ExecuteDeps = Pick<Deps, "clock" | "store" | "cluster"> & {
  /** Waits; rejects when the signal aborts. */
  readonly pause: (durationMs: number, signal?: AbortSignal) => Promise<void>;
  readonly failPoint?: (name: ExecuteFailPoint) => Promise<void> | void;
};

/** `leased`: another worker has it until then. `lost`: this one had it and was taken for dead. */
export type ExecuteOutcome =
  | { readonly kind: "applied" | "failed" | "unknown" | "ended" | "lost" | "interrupted" }
  | { readonly kind: "leased"; readonly until: Date };

/**
 * Carries out an approved rollback, from wherever an earlier attempt was cut off: the row is the truth, the object in the cluster
 * the proof. Exactly one patch is stored whatever dies when, because it stands only on the version that was read and carries the
 * mitigation's id. Ends applied (verification begins), failed (nothing or nothing more will change) or unknown (a person is asked).
 */
export async function executeMitigation(
  deps: ExecuteDeps,
  { mitigationId, signal }: { mitigationId: string; signal?: AbortSignal },
): Promise<ExecuteOutcome> {
  await deps.failPoint?.("claim:start");
  const claim = await claimed(deps, mitigationId);
  if (claim.kind !== "claimed") return claim;
  await deps.failPoint?.("claim:committed");
  const run = new Execution(deps, claim.row, signal);
  try {
    return (await run.patch()) ?? (await run.rollout());
  } catch (error) {
    if (error instanceof LeaseLost) return { kind: "lost" };
    if (signal?.aborted !== true) throw error;
    await run.release();
    return { kind: "interrupted" };
  }
}

class LeaseLost extends Error {}

async function claimed(
  deps: ExecuteDeps,
  mitigationId: string,
): Promise<ExecuteOutcome | { readonly kind: "claimed"; readonly row: MitigationRow }> {
  const known = await deps.store.mitigation(mitigationId);
  if (known === null) return { kind: "ended" };
  return deps.store.transaction(async (tx) => {
    await tx.lockIncident(known.incidentId);
    const row = await tx.lockMitigation(mitigationId);
    if (row === null || (row.status !== "approved" && row.status !== "applying")) return { kind: "ended" };
    const now = await tx.now();
    if (row.leaseUntil !== null && row.leaseUntil > now) {
      await wake(tx, mitigationId, row.leaseUntil);
      return { kind: "leased", until: row.leaseUntil };
    }
    const attempt = row.attempt + 1;
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const taken: MitigationRow = { ...row, status: "applying", attempt, leaseUntil };
    await tx.saveMitigation(taken);
    await tx.append(row.incidentId, [event(deps, "mitigation_applying", { mitigationId, attempt })]);
    await deps.failPoint?.("claim:in-transaction");
    return { kind: "claimed", row: taken };
  });
}

async function wake(tx: Transaction, mitigationId: string, runAt: Date): Promise<void> {
  await tx.addJob({
    name: "execute-mitigation",
    payload: { mitigationId },
    key: `execute-mitigation:${mitigationId}`,
    runAt,
  });
}

/** One attempt that holds the lease; `attempt` is the fence: whoever claims later raises it, and this one's writes are refused. */
class Execution {
  readonly #deps: ExecuteDeps;
  readonly #row: MitigationRow;
  readonly #signal: AbortSignal | undefined;
  #renewedAtMs: number;

  constructor(deps: ExecuteDeps, row: MitigationRow, signal: AbortSignal | undefined) {
    this.#deps = deps;
    this.#row = row;
    this.#signal = signal;
    this.#renewedAtMs = deps.clock.now().getTime();
  }

  /** Gets the patch in exactly once. Null: it is in and on record. */
  async patch(): Promise<ExecuteOutcome | null> {
    const { preview, id } = this.#row;
    let mayHaveSent = this.#row.attempt > 1;
    for (let pauseMs = RETRY.firstMs; ; pauseMs = longer(pauseMs, RETRY)) {
      const workload = await this.#read();
      if (workload === "unreadable")
        return this.#end("unknown", "The cluster could not be read for five minutes.", "unreadable");
      const next = reconcileRollback({ mitigationId: id, workload, from: preview.from, mayHaveSent });
      if (next.kind === "patched") {
        await this.#recordPatched(next.resourceVersion);
        return null;
      }
      if (next.kind !== "apply" || workload === null) {
        const { kind, reason, key } = next.kind === "apply" ? GONE : next;
        return this.#end(kind, reason, key);
      }
      const planning = planRollback({ workload, service: preview.service, revision: preview.to.revision });
      if (!planning.ok || sha256(planning.plan.digestInput) !== preview.digest) {
        return this.#end(
          "failed",
          "The Deployment changed after the approval. Nothing was sent.",
          "changed_after_approval",
        );
      }
      await this.#deps.failPoint?.("patch:before");
      mayHaveSent = true;
      try {
        const outcome = await this.#deps.cluster.apply(planning.plan, id, { timeoutMs: CLUSTER_TIMEOUT_MS });
        await this.#deps.failPoint?.("patch:after");
        if (outcome.kind === "rejected")
          return this.#end("failed", `The cluster refused the patch: ${outcome.message}`, "patch_refused", {
            message: outcome.message,
          });
        if (outcome.kind === "moved") {
          const paths = outcome.moved.map(({ path }) => path).join(", ");
          return this.#end("failed", `The Deployment moved (${paths}). Nothing was changed.`, "deployment_moved", {
            paths,
          });
        }
        await this.#recordPatched(outcome.resourceVersion);
        return null;
      } catch (error) {
        // No answer: it may be stored or not. The next read tells.
        if (!isAppError(error) || error.code !== "upstream_failed") throw error;
      }
      await this.#wait(pauseMs);
    }
  }

  /** Waits until every pod runs the target template, or until that can no longer happen. */
  async rollout(): Promise<ExecuteOutcome> {
    const { preview } = this.#row;
    const startedMs = this.#nowMs();
    let stuckSinceMs: number | null = null;
    for (let pauseMs = POLL.firstMs; ; pauseMs = longer(pauseMs, POLL)) {
      const workload = await this.#read();
      await this.#deps.failPoint?.("rollout:polled");
      if (workload === "unreadable")
        return this.#end(
          "unknown",
          "Patched, but the cluster could not be read for five minutes.",
          "patched_unreadable",
        );
      if (workload === null)
        return this.#end("failed", "The Deployment was deleted during the rollout.", "deployment_deleted");
      const state = rolloutStateOf(workload, preview.to.templateHash);
      if (state === "complete") return this.#recordApplied(workload);
      if (state === "superseded")
        return this.#end("failed", "Somebody put another pod template in place during the rollout.", "superseded");
      stuckSinceMs = state === "stuck" ? (stuckSinceMs ?? this.#nowMs()) : null;
      const isStuck = stuckSinceMs !== null && this.#nowMs() - stuckSinceMs >= STUCK_GRACE_MS;
      if (isStuck || this.#nowMs() - startedMs >= ROLLOUT_MAX_MS) {
        const { availableReplicas, replicas } = workload;
        return this.#end(
          "failed",
          `The rollout does not complete: ${availableReplicas} of ${replicas} pods are available.`,
          "rollout_stuck",
          { available: availableReplicas, replicas },
        );
      }
      await this.#wait(pauseMs);
    }
  }

  /** Gives the intent back on shutdown, so that the next worker need not wait for the lease. */
  async release(): Promise<void> {
    await this.#holding(async (tx, row) => {
      await tx.saveMitigation({ ...row, leaseUntil: null });
      await wake(tx, row.id, await tx.now());
    });
  }

  async #read(): Promise<Workload | null | "unreadable"> {
    const { namespace, workload } = this.#row.preview;
    const startedMs = this.#nowMs();
    for (let pauseMs = RETRY.firstMs; ; pauseMs = longer(pauseMs, RETRY)) {
      const read = await this.#deps.cluster.workload(namespace, workload, { timeoutMs: CLUSTER_TIMEOUT_MS });
      if (read.ok) return read.value;
      if (this.#nowMs() - startedMs >= UNREADABLE_MS) return "unreadable";
      await this.#wait(pauseMs);
    }
  }

  async #recordPatched(resourceVersion: string): Promise<void> {
    const { id, incidentId } = this.#row;
    const events = await this.#deps.store.events(incidentId);
    if (events.some((event) => event.kind === "mitigation_patched" && event.data.mitigationId === id)) return;
    await this.#holding(async (tx) => {
      const data = { mitigationId: id, resourceVersion, revision: null };
      await tx.append(incidentId, [event(this.#deps, "mitigation_patched", data)]);
      await this.#deps.failPoint?.("record-patched:in-transaction");
    });
    await this.#deps.failPoint?.("record-patched:committed");
  }

  async #recordApplied(workload: Workload): Promise<ExecuteOutcome> {
    const { id, incidentId, preview } = this.#row;
    await this.#holding(async (tx, row) => {
      const at = this.#deps.clock.now();
      const deadline = new Date(at.getTime() + DEADLINE_WINDOWS * preview.watch.windowMs);
      await tx.saveMitigation({ ...row, status: "verifying", leaseUntil: null });
      await tx.append(incidentId, [
        {
          ...event(this.#deps, "mitigation_applied", {
            mitigationId: id,
            revision: workload.currentRevision,
            version: preview.to.version,
          }),
          at,
        },
        {
          ...event(this.#deps, "verification_started", {
            mitigationId: id,
            limits: preview.watch,
            deadlineAt: deadline.toISOString(),
          }),
          at,
        },
      ]);
      await tx.addJob({ name: "verify-recovery", payload: { incidentId }, key: `verify-recovery:${incidentId}` });
      await this.#deps.failPoint?.("record-applied:in-transaction");
    });
    await this.#deps.failPoint?.("record-applied:committed");
    return { kind: "applied" };
  }

  async #end(
    status: "failed" | "unknown",
    reason: string,
    key: string,
    params: Explanation["params"] = {},
  ): Promise<ExecuteOutcome> {
    const { id, incidentId } = this.#row;
    await this.#holding(async (tx, row) => {
      await tx.saveMitigation({ ...row, status, leaseUntil: null });
      // An unknown one keeps its workload: nothing else may act there before a person has looked.
      if (status === "failed") await tx.claimWorkload(id, null);
      const kind = status === "failed" ? "mitigation_failed" : "mitigation_unknown";
      await tx.append(incidentId, [event(this.#deps, kind, { mitigationId: id, reason, why: { key, params } })]);
    });
    return { kind: status };
  }

  /** One transaction that stands only while this attempt holds the intent. */
  async #holding(work: (tx: Transaction, row: MitigationRow) => Promise<void>): Promise<void> {
    await this.#deps.store.transaction(async (tx) => {
      await tx.lockIncident(this.#row.incidentId);
      const row = await tx.lockMitigation(this.#row.id);
      if (row?.status !== "applying" || row.attempt !== this.#row.attempt) throw new LeaseLost();
      await work(tx, row);
    });
  }

  async #wait(durationMs: number): Promise<void> {
    if (this.#nowMs() - this.#renewedAtMs >= RENEW_MS) {
      await this.#holding(async (tx, row) => {
        const leaseUntil = new Date((await tx.now()).getTime() + LEASE_MS);
        await tx.saveMitigation({ ...row, leaseUntil });
      });
      this.#renewedAtMs = this.#nowMs();
    }
    await this.#deps.pause(durationMs, this.#signal);
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}

function longer(pauseMs: number, { factor, maxMs }: { factor: number; maxMs: number }): number {
  return Math.min(maxMs, pauseMs * factor);
}

function event<K extends NewEvent["kind"]>(
  { clock }: Pick<Deps, "clock">,
  kind: K,
  data: Extract<NewEvent, { kind: K }>["data"],
) {
  return { kind, at: clock.now(), actor: FIREBREAK, data };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
