import { actorOf, type Caller } from "@/lib/domain/actor";
import { latestNotes } from "@/lib/domain/incident-command";
import { AppError, refusal } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Changes the words of one's own note; the original stays on record. The same words again change nothing. Throws not_found, forbidden. */
export async function editNote(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId, ofSeq, text }: { caller: Caller; incidentId: string; ofSeq: number; text: string },
): Promise<void> {
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    const events = await tx.events(incidentId);
    const note = events.find(({ seq, kind }) => seq === ofSeq && kind === "note_added");
    if (note === undefined) throw new AppError("not_found", "No such note.");
    if (note.actor.kind === "system" || note.actor.id !== caller.id) {
      const message = "Only who wrote a note may change its words. Add one of your own.";
      throw refusal("forbidden", { key: "note_of_another", message });
    }
    if (latestNotes(events).get(ofSeq)?.text === text) return;
    await tx.append(incidentId, [{ kind: "note_edited", at: clock.now(), actor, data: { ofSeq, text } }]);
    await tx.audit({ actor, action: "incident.edit_note", subject: incidentId, data: { ofSeq } });
  });
}
