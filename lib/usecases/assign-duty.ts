import { actorOf, type Caller, type Duty } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Hands a duty over (person null: hands it back). The history stays on the timeline; a duty grants no access. Throws not_found. */
export async function assignDuty(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; duty: Duty; person: { id: string; name: string } | null },
): Promise<void> {
  const { caller, incidentId, duty, person } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    if (row.incident.duties[duty]?.id === person?.id) return;
    await tx.append(incidentId, [{ kind: "duty_assigned", at: clock.now(), actor, data: { duty, person } }]);
    await tx.audit({
      actor,
      action: "incident.assign_duty",
      subject: incidentId,
      data: { duty, person: person?.id ?? null },
    });
  });
}
