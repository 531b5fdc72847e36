import { actorOf, type Caller } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import { DEADLINE_WINDOWS } from "@/lib/domain/verification";
import { AppError, refusal } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

type Input = {
  readonly caller: Caller;
  readonly mitigationId: string;
  readonly outcome: "applied" | "not_applied";
  readonly reason: string;
};

/**
 * A person looked at the cluster and states what became of a mitigation whose outcome is unknown. Not applied: it failed, and its
 * workload is free. Applied: its recovery is watched, and the verdict frees the workload. A token has no eyes.
 * Throws not_found, forbidden, conflict (its outcome is known).
 */
export async function settleMitigation(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, mitigationId, outcome, reason }: Input,
): Promise<{ readonly status: "failed" | "verifying" }> {
  if (caller.kind !== "person") {
    throw refusal("forbidden", { key: "settle_person", message: "Only a person can say what became of it." });
  }
  const known = await store.mitigation(mitigationId);
  if (known === null) throw new AppError("not_found", "No such mitigation.");
  const actor = actorOf(caller);
  const { incidentId } = known;
  return store.transaction(async (tx) => {
    await tx.lockIncident(incidentId);
    const row = await tx.lockMitigation(mitigationId);
    if (row?.status !== "unknown") {
      const params = { status: row?.status ?? "gone" };
      const message = `Its outcome is not unknown: it is ${params.status}.`;
      throw refusal("conflict", { key: "settle_known", params, message });
    }
    const at = clock.now();
    const isApplied = outcome === "applied";
    const status = isApplied ? "verifying" : "failed";
    await tx.saveMitigation({ ...row, status, leaseUntil: null });
    const settled: NewEvent = { kind: "mitigation_settled", at, actor, data: { mitigationId, outcome, reason } };
    const limits = row.preview.watch;
    const deadlineAt = new Date(at.getTime() + DEADLINE_WINDOWS * limits.windowMs).toISOString();
    const watch: NewEvent = {
      kind: "verification_started",
      at,
      actor,
      data: { mitigationId, limits, deadlineAt },
    };
    await tx.append(incidentId, isApplied ? [settled, watch] : [settled]);
    if (isApplied) {
      await tx.addJob({ name: "verify-recovery", payload: { incidentId }, key: `verify-recovery:${incidentId}` });
    } else await tx.claimWorkload(mitigationId, null);
    await tx.audit({ actor, action: "mitigation.settle", subject: mitigationId, data: { outcome, reason } });
    return { status };
  });
}
