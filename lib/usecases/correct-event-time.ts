import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Corrects when an event happened. The original stays stored; folds read the correction. Throws not_found, invalid_input. */
export async function correctEventTime(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; ofSeq: number; at: Date; reason: string },
): Promise<void> {
  const { caller, incidentId, ofSeq, at, reason } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null || ofSeq > row.incident.lastSeq) throw new AppError("not_found", "No such event.");
    if (at > clock.now()) throw new AppError("invalid_input", "An event cannot have happened in the future.");
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
