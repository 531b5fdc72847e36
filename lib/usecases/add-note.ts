import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Puts a note (Markdown) on the timeline and answers its seq. Throws not_found. */
export async function addNote(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId, text }: { caller: Caller; incidentId: string; text: string },
): Promise<{ readonly seq: number }> {
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    const [event] = await tx.append(incidentId, [{ kind: "note_added", at: clock.now(), actor, data: { text } }]);
    const seq = event?.seq ?? 0;
    await tx.audit({ actor, action: "incident.note", subject: incidentId, data: { seq } });
    return { seq };
  });
}
