import { actorOf, type Caller } from "@/lib/domain/actor";
import { mentionsOf } from "@/lib/domain/moved-alerts";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/**
 * Says that somebody has seen these alerts of the incident. Nothing is silenced: they keep firing and notifying, and the incident's
 * own acknowledgement stays as it is. Alerts seen before and alerts of other incidents are passed over; answers how many are new.
 * Throws not_found.
 */
export async function acknowledgeAlerts(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; episodes: readonly string[] | "firing"; note: string },
): Promise<{ readonly acknowledged: number }> {
  const { caller, incidentId, episodes: which, note } = input;
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    const at = clock.now();
    const episodes = await tx.episodes(incidentId, which);
    const ids = new Set(
      await tx.acknowledgeEpisodes(
        episodes.map(({ id }) => id),
        { at, by: actor.name },
      ),
    );
    if (ids.size === 0) return { acknowledged: 0 };
    const seen = episodes.filter(({ id }) => ids.has(id));
    const data = { acknowledged: ids.size, episodes: mentionsOf(seen), note };
    await tx.append(incidentId, [{ kind: "alerts_acknowledged", at, actor, data }]);
    await tx.audit({
      actor,
      action: "incident.acknowledge_alerts",
      subject: incidentId,
      data: { acknowledged: ids.size },
    });
    return { acknowledged: ids.size };
  });
}
