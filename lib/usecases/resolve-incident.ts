import { actorOf, type Caller } from "@/lib/domain/actor";
import { may } from "@/lib/domain/permissions";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/**
 * Resolves by hand. While alerts fire it needs a commander; while a mitigation runs nobody may.
 * Throws not_found, forbidden, conflict.
 */
export async function resolveIncident(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId, reason }: { caller: Caller; incidentId: string; reason: string },
): Promise<void> {
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    const { incident } = row;
    if (incident.status === "resolved") throw new AppError("conflict", "It is resolved already.");
    if (incident.status === "mitigating")
      throw new AppError("conflict", "A mitigation is being applied. Wait until it has ended.");
    if (incident.firingCount > 0 && !may(caller, "resolve_while_firing")) {
      throw new AppError("forbidden", "Alerts still fire. Only a commander may resolve now.");
    }
    await tx.append(incidentId, [{ kind: "resolved", at: clock.now(), actor, data: { how: "person", reason } }]);
    await tx.audit({
      actor,
      action: "incident.resolve",
      subject: incidentId,
      data: { reason, firing: incident.firingCount },
    });
  });
}
