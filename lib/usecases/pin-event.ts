import { actorOf, type Caller } from "@/lib/domain/actor";
import { pinnedSeqs } from "@/lib/domain/incident-command";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Pins an event above the timeline, or takes it down. Doing it again changes nothing. Throws not_found. */
export async function pinEvent(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; ofSeq: number; isPinned: boolean },
): Promise<void> {
  const { caller, incidentId, ofSeq, isPinned } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null || ofSeq > row.incident.lastSeq) throw new AppError("not_found", "No such event.");
    if (pinnedSeqs(await tx.events(incidentId)).has(ofSeq) === isPinned) return;
    await tx.append(incidentId, [{ kind: "pin_changed", at: clock.now(), actor, data: { ofSeq, isPinned } }]);
    await tx.audit({ actor, action: "incident.pin", subject: incidentId, data: { ofSeq, isPinned } });
  });
}
