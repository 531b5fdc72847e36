import { actorOf, type Caller, type Duty, type Person } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/**
 * Hands a duty over (person null: hands it back), with a note for whoever has it next. Taking it from somebody is a hand-over and
 * says both names. The history stays on the timeline; a duty grants no access. Throws not_found.
 */
export async function assignDuty(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; duty: Duty; person: Person | null; note?: string },
): Promise<void> {
  const { caller, incidentId, duty, person, note = "" } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    const from = row.incident.duties[duty] ?? null;
    if (from?.id === person?.id) return;
    const data = { duty, person, from, note };
    await tx.append(incidentId, [{ kind: "duty_assigned", at: clock.now(), actor, data }]);
    await tx.audit({
      actor,
      action: "incident.assign_duty",
      subject: incidentId,
      data: { duty, person: person?.id ?? null, from: from?.id ?? null },
    });
  });
}
