import { actorOf, type Caller } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import { mentionsOf } from "@/lib/domain/moved-alerts";
import { may } from "@/lib/domain/permissions";
import { AppError, refusal } from "@/lib/errors";
import type { Deps, Transaction } from "@/lib/ports";

/**
 * Resolves by hand. While alerts fire it needs a commander and ends them by that person's word, so that the next firing is news and
 * not lost in a resolved incident; while a mitigation runs nobody may. A verification that runs ends without a verdict, and its workload
 * is free again. Throws not_found, forbidden, conflict.
 */
export async function resolveIncident(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, incidentId, reason }: { caller: Caller; incidentId: string; reason: string },
): Promise<void> {
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const [row] = await tx.lockWithAlerts([incidentId]);
    if (!row) throw new AppError("not_found", "No such incident.");
    const { incident } = row;
    if (incident.status === "resolved") {
      throw refusal("conflict", { key: "resolved_already", message: "It is resolved already." });
    }
    if (incident.status === "mitigating") {
      const message = "A mitigation is being applied. Wait until it has ended.";
      throw refusal("conflict", { key: "mitigation_runs", message });
    }
    if (incident.firingCount > 0 && !may(caller, "resolve_while_firing")) {
      const message = "Alerts still fire. Only a commander may resolve now.";
      throw refusal("forbidden", { key: "still_firing", message });
    }
    const at = clock.now();
    const firing = await tx.episodes(incidentId, "firing");
    await tx.endEpisodes(
      firing.map(({ id }) => id),
      at,
    );
    const ended: readonly NewEvent[] =
      firing.length === 0
        ? []
        : [
            {
              kind: "alerts_ended",
              at,
              actor,
              data: { ended: firing.length, firingNow: 0, episodes: mentionsOf(firing), reason },
            },
          ];
    await releaseMitigation(tx, incident.verification?.mitigationId ?? null);
    await tx.append(incidentId, [...ended, { kind: "resolved", at, actor, data: { how: "person", reason } }]);
    await tx.audit({
      actor,
      action: "incident.resolve",
      subject: incidentId,
      data: { reason, firing: incident.firingCount },
    });
  });
}

/** Nobody watches a resolved incident: without this its workload would be held for ever. */
async function releaseMitigation(tx: Transaction, id: string | null): Promise<void> {
  const row = id === null ? null : await tx.lockMitigation(id);
  if (row?.status !== "verifying") return;
  await tx.saveMitigation({ ...row, status: "inconclusive", leaseUntil: null });
  await tx.claimWorkload(row.id, null);
}
