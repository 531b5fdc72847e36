import { createHash } from "node:crypto";
import type { ApproveMitigationInput } from "@/lib/contracts/commands";
import { actorOf, type Caller } from "@/lib/domain/actor";
import type { Explanation } from "@/lib/domain/events";
import { type Guard, type GuardWaiver, lockingGuards } from "@/lib/domain/guard";
import { guardsOf } from "@/lib/domain/guards";
import { ACTIVE_MITIGATION_STATUSES, type RollbackPlan } from "@/lib/domain/mitigation";
import { may } from "@/lib/domain/permissions";
import { type Moved, movedBetween, planRollback } from "@/lib/domain/rollback";
import { otherActiveMitigation, workloadKeyOf } from "@/lib/domain/rollback-target";
import { AppError } from "@/lib/errors";
import type { Deps, IncidentRow, MitigationRow, Transaction } from "@/lib/ports";

const CLUSTER_TIMEOUT_MS = 5_000;
const CHANGES_BACK_MS = 30 * 24 * 3_600_000;

export type ApproveDeps = Pick<Deps, "clock" | "store" | "cluster"> & {
  /** Game days only: lets a token approve what it planned itself. */
  readonly allowOwnToken?: boolean;
};

/**
 * Approves exactly the plan that was shown: it is planned again from live state, and refused when anything differs, when it expired
 * or was used, or when a guard fails now. Records the intent and wakes the job in one transaction; nothing is changed here.
 * Throws not_found, forbidden, invalid_input (confirmation), moved (`details.moved`), guard_failed (`details.guards`), upstream_failed.
 */
export async function approveMitigation(
  deps: ApproveDeps,
  { caller, planId, input }: { caller: Caller; planId: string; input: ApproveMitigationInput },
): Promise<{ readonly mitigationId: string; readonly incidentId: string }> {
  const row = await deps.store.mitigation(planId);
  if (row === null) throw new AppError("not_found", "No such plan.");
  requireRight(deps, caller, row);
  requireUsable(row, input, deps.clock.now());
  const incident = await deps.store.incident(row.incidentId);
  if (incident === null) throw new AppError("not_found", "No such incident.");
  const { plan, guards } = await planAgain(deps, { caller, row, incident });

  if (plan === null || sha256(plan.digestInput) !== row.preview.digest) {
    const gap = guards.find((guard) => guard.id === "revision_exists" && guard.state === "unknown");
    if (gap !== undefined) throw await refused(deps, { caller, row, refusal: guardRefusal([gap], guards) });
    throw await refused(deps, { caller, row, refusal: movedRefusal(await whatMoved(deps, row, plan)) });
  }
  const locking = lockingGuards(guards, waiversOf(caller, input.waivers));
  if (locking.length > 0) throw await refused(deps, { caller, row, refusal: guardRefusal(locking, guards) });
  await recordIntent(deps, { caller, row, input, guards });
  return { mitigationId: row.id, incidentId: row.incidentId };
}

function requireRight({ allowOwnToken = false }: ApproveDeps, caller: Caller, row: MitigationRow): void {
  if (!may(caller, "approve_mitigation")) throw new AppError("forbidden", "Approving a rollback needs a commander.");
  const isOwn = row.plannedBy.kind === "token" && caller.kind === "token" && row.plannedBy.id === caller.id;
  if (isOwn && !allowOwnToken) throw new AppError("forbidden", "A token never approves its own plan. Ask a commander.");
}

function requireUsable(row: MitigationRow, input: ApproveMitigationInput, now: Date): void {
  if (row.status !== "planned") throw movedError([{ path: "plan", planned: "planned", now: row.status }], "used");
  if (now >= row.preview.expiresAt) {
    const moved = { path: "plan.expiresAt", planned: row.preview.expiresAt.toISOString(), now: now.toISOString() };
    throw movedError([moved], "expired");
  }
  if (input.digest !== row.preview.digest) {
    throw movedError([{ path: "plan.digest", planned: row.preview.digest, now: input.digest }], "another digest");
  }
  const { confirmText } = row.preview;
  if (confirmText !== null && input.confirm.trim() !== confirmText) {
    throw new AppError("invalid_input", `Type “${confirmText}” to confirm: this is production.`, {
      details: { confirmText },
    });
  }
}

async function planAgain(
  { clock, store, cluster }: ApproveDeps,
  { caller, row, incident }: { caller: Caller; row: MitigationRow; incident: IncidentRow },
): Promise<{ plan: RollbackPlan | null; guards: readonly Guard[] }> {
  const { preview } = row;
  const now = clock.now();
  const own = { id: row.id, namespace: preview.namespace, name: preview.workload };
  const [workload, diagnosis, mitigations, changes, holder] = await Promise.all([
    cluster.workload(preview.namespace, preview.workload, { timeoutMs: CLUSTER_TIMEOUT_MS }),
    store.diagnosis(row.incidentId),
    store.mitigations(row.incidentId),
    store.changes({ from: new Date(now.getTime() - CHANGES_BACK_MS), to: now, service: preview.service }),
    store.mitigationOn(workloadKeyOf(own)),
  ]);
  const others = holder === null ? mitigations : [...mitigations, holder];
  const found = workload.ok ? workload.value : null;
  const planning =
    found === null
      ? null
      : planRollback({ workload: found, service: preview.service, revision: preview.to.revision, changes });
  const plan = planning?.ok ? planning.plan : null;
  const dryRun = plan === null ? null : await cluster.dryRun(plan, row.id, { timeoutMs: CLUSTER_TIMEOUT_MS });
  const guards = guardsOf({
    checkedAt: clock.now(),
    approver: { mayApprove: true, role: caller.kind === "person" ? caller.role : "token" },
    incident: incident.incident,
    workload,
    planning,
    dryRun,
    otherMitigation: otherActiveMitigation(others, own, ACTIVE_MITIGATION_STATUSES),
    diagnosis,
    service: preview.service,
    changes,
  });
  return { plan, guards };
}

/** A waiver counts only from somebody who may waive. */
function waiversOf(caller: Caller, waivers: readonly GuardWaiver[]): readonly GuardWaiver[] {
  return may(caller, "waive_guard") ? waivers : [];
}

async function whatMoved(
  { store }: ApproveDeps,
  row: MitigationRow,
  plan: RollbackPlan | null,
): Promise<readonly Moved[]> {
  if (plan === null)
    return [
      { path: `revision ${row.preview.to.revision}`, planned: row.preview.to.templateHash, now: "gone or current" },
    ];
  for (const { data } of await store.evidence(row.incidentId)) {
    if (typeof data !== "object" || data === null || !("mitigationId" in data) || !("digestInput" in data)) continue;
    if (data.mitigationId === row.id && typeof data.digestInput === "string")
      return movedBetween(data.digestInput, plan.digestInput);
  }
  return [{ path: "plan.digest", planned: row.preview.digest, now: sha256(plan.digestInput) }];
}

type Refusal = {
  readonly error: AppError;
  readonly reason: string;
  readonly why: Explanation;
  readonly moved: readonly string[];
  readonly ends: boolean;
};

function movedRefusal(moved: readonly Moved[]): Refusal {
  const paths = moved.map(({ path }) => path);
  return {
    error: movedError(moved, "the cluster moved"),
    reason: "The cluster is no longer as planned",
    why: { key: "moved", params: { paths: paths.join(", ") } },
    moved: paths,
    ends: true,
  };
}

function guardRefusal(locking: readonly Guard[], guards: readonly Guard[]): Refusal {
  const ids = locking.map(({ id }) => id);
  const error = new AppError("guard_failed", `Locked by: ${ids.join(", ")}.`, { details: { guards } });
  const why = { key: "locked_by", params: { guards: ids.join(", ") } };
  return { error, reason: `Locked by ${ids.join(", ")}`, why, moved: [], ends: false };
}

function movedError(moved: readonly Moved[], why: string): AppError {
  return new AppError("moved", `This plan can no longer be approved (${why}). Plan again.`, { details: { moved } });
}

/** Puts a refusal on record. A plan that no longer fits is over; one that a guard locks may be tried again until it expires. */
async function refused(
  { store, clock }: ApproveDeps,
  { caller, row, refusal }: { caller: Caller; row: MitigationRow; refusal: Refusal },
): Promise<AppError> {
  const actor = actorOf(caller);
  const { reason, why, moved } = refusal;
  await store.transaction(async (tx) => {
    await tx.lockIncident(row.incidentId);
    const current = await tx.lockMitigation(row.id);
    if (current?.status !== "planned") return;
    if (refusal.ends) await tx.saveMitigation({ ...current, status: "refused" });
    const data = { mitigationId: row.id, reason, why, moved };
    await tx.append(row.incidentId, [{ kind: "mitigation_refused", at: clock.now(), actor, data }]);
    await tx.audit({ actor, action: "mitigation.refuse", subject: row.id, data: { reason, moved } });
  });
  return refusal.error;
}

async function recordIntent(
  { store, clock }: ApproveDeps,
  input: { caller: Caller; row: MitigationRow; input: ApproveMitigationInput; guards: readonly Guard[] },
): Promise<void> {
  const { caller, row, guards } = input;
  const { waivers } = input.input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(row.incidentId);
    if (incident === null) throw new AppError("not_found", "No such incident.");
    const isOpen = incident.incident.status !== "resolved";
    if (!isOpen) throw new AppError("conflict", "The incident was resolved meanwhile.");
    const current = await tx.lockMitigation(row.id);
    if (current?.status !== "planned") {
      throw movedError([{ path: "plan", planned: "planned", now: current?.status ?? "gone" }], "used");
    }
    await settleUnknown(tx, { row, store, clock, caller });
    const at = clock.now();
    if (
      !(await tx.claimWorkload(row.id, workloadKeyOf({ namespace: row.preview.namespace, name: row.preview.workload })))
    ) {
      // Between the guards and this line another one was approved.
      const params = { status: "approved" };
      const busy = guards.map(
        (guard): Guard => (guard.id === "one_mitigation" ? { ...guard, state: "fail", params, checkedAt: at } : guard),
      );
      throw guardRefusal(
        busy.filter(({ id }) => id === "one_mitigation"),
        busy,
      ).error;
    }
    await tx.saveMitigation({
      ...current,
      status: "approved",
      preview: { ...current.preview, guards },
      approvedBy: actor,
      approvedAt: at,
      waivers,
      attempt: 0,
      leaseUntil: null,
    });
    const data = { mitigationId: row.id, digest: row.preview.digest, waivers };
    await tx.append(row.incidentId, [{ kind: "mitigation_approved", at, actor, data }]);
    await tx.addJob({
      name: "execute-mitigation",
      payload: { mitigationId: row.id },
      key: `execute-mitigation:${row.id}`,
    });
    await tx.audit({
      actor,
      action: "mitigation.approve",
      subject: row.id,
      data: { ...data, incidentId: row.incidentId },
    });
  });
}

/** A person who approves a fresh plan from live state has answered the question that an unknown outcome left open. */
async function settleUnknown(
  tx: Transaction,
  { row, store, clock, caller }: { row: MitigationRow; store: Deps["store"]; clock: Deps["clock"]; caller: Caller },
): Promise<void> {
  const own = { id: row.id, namespace: row.preview.namespace, name: row.preview.workload };
  const open = otherActiveMitigation(await store.mitigations(row.incidentId), own, ["unknown"]);
  const locked = open === null ? null : await tx.lockMitigation(open.id);
  if (locked?.status !== "unknown") return;
  await tx.saveMitigation({ ...locked, status: "failed", leaseUntil: null });
  await tx.claimWorkload(locked.id, null);
  const why = { key: "replaced", params: { plan: row.id } };
  const data = { mitigationId: locked.id, reason: `Replaced by plan ${row.id}`, why };
  await tx.append(row.incidentId, [{ kind: "mitigation_failed", at: clock.now(), actor: actorOf(caller), data }]);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
