import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Enters when users were first hurt. Until then or until a diagnosed onset, time to detect is pending. Throws not_found, invalid_input. */
export async function enterImpactStart(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId, at }: { caller: Caller; incidentId: string; at: Date },
): Promise<void> {
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    if (at > clock.now()) throw new AppError("invalid_input", "The impact cannot start in the future.");
    await tx.append(incidentId, [{ kind: "impact_entered", at: clock.now(), actor, data: { at: at.toISOString() } }]);
    await tx.audit({ actor, action: "incident.impact", subject: incidentId, data: { at: at.toISOString() } });
  });
}
