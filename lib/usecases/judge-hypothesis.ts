import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Records a person's verdict on one hypothesis of the last diagnosis. Throws not_found. */
export async function judgeHypothesis(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; hypothesisId: string; verdict: "accepted" | "rejected" },
): Promise<void> {
  const { caller, incidentId, hypothesisId, verdict } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    const hypothesis = row?.incident.diagnosis?.hypotheses.find((h) => h.id === hypothesisId);
    if (hypothesis === undefined) throw new AppError("not_found", "The last diagnosis holds no such hypothesis.");
    const title = `${hypothesis.cause.service}: ${hypothesis.cause.trigger}, ${hypothesis.cause.mechanism}`;
    await tx.append(incidentId, [
      { kind: "hypothesis_judged", at: clock.now(), actor, data: { hypothesisId, title, verdict } },
    ]);
    await tx.audit({ actor, action: "incident.judge", subject: incidentId, data: { hypothesisId, verdict } });
  });
}
