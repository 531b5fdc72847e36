import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Conditions, actions, needs: what anybody who asks "what is going on" should read. Throws not_found. */
export async function postStatusUpdate(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; conditions: string; actions: string; needs: string },
): Promise<{ readonly seq: number }> {
  const { caller, incidentId, conditions, actions, needs } = input;
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    const [event] = await tx.append(incidentId, [
      { kind: "status_update", at: clock.now(), actor, data: { conditions, actions, needs } },
    ]);
    const seq = event?.seq ?? 0;
    await tx.audit({ actor, action: "incident.status_update", subject: incidentId, data: { seq } });
    return { seq };
  });
}
