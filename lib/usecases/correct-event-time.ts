import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError, refusal } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/**
 * Corrects when an event happened. The original stays stored; the clock and every time derived from it read the correction.
 * Throws not_found, invalid_input (in the future, or of a correction).
 */
export async function correctEventTime(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; ofSeq: number; at: Date; reason: string },
): Promise<void> {
  const { caller, incidentId, ofSeq, at, reason } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null || ofSeq > row.incident.lastSeq) throw new AppError("not_found", "No such event.");
    if (at > clock.now()) {
      throw refusal("invalid_input", { key: "in_future", message: "An event cannot have happened in the future." });
    }
    const event = (await tx.events(incidentId)).find(({ seq }) => seq === ofSeq);
    if (event?.kind === "time_corrected") {
      const message = "A correction has no time of its own to correct. Correct the event again.";
      throw refusal("invalid_input", { key: "corrects_correction", message });
    }
    await tx.append(incidentId, [
      { kind: "time_corrected", at: clock.now(), actor, data: { ofSeq, at: at.toISOString(), reason } },
    ]);
    await tx.audit({
      actor,
      action: "incident.correct_time",
      subject: incidentId,
      data: { ofSeq, at: at.toISOString(), reason },
    });
  });
}
