import { actorOf, type Caller } from "@/lib/domain/actor";
import type { Incident } from "@/lib/domain/incident";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Says that somebody is on it. A second acknowledgement changes nothing. Acknowledge is not silence. Throws not_found. */
export async function acknowledgeIncident(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId }: { caller: Caller; incidentId: string },
): Promise<Incident> {
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    if (row.incident.acknowledgedAt !== null) return row.incident;
    const at = clock.now();
    await tx.append(incidentId, [{ kind: "acknowledged", at, actor, data: {} }]);
    await tx.audit({ actor, action: "incident.acknowledge", subject: incidentId, data: {} });
    return { ...row.incident, acknowledgedAt: at };
  });
}
