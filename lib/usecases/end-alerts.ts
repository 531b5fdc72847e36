import { actorOf, type Caller } from "@/lib/domain/actor";
import { mentionsOf } from "@/lib/domain/moved-alerts";
import { may } from "@/lib/domain/permissions";
import { AppError, refusal } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/**
 * A person's word that alerts are over whose resolve never came. They count as ended from now, by that person; when they fire again
 * with a new start, that is news. The last one gone, the recovery is watched as when alerts clear by themselves.
 * Answers how many ended. Throws not_found, forbidden.
 */
export async function endAlerts(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; episodes: readonly string[] | "firing"; reason: string },
): Promise<{ readonly ended: number }> {
  const { caller, incidentId, episodes: which, reason } = input;
  if (!may(caller, "resolve_while_firing")) {
    const message = "Ending alerts that may still fire needs a commander.";
    throw refusal("forbidden", { key: "end_needs_commander", message });
  }
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    const [row] = await tx.lockWithAlerts([incidentId]);
    if (!row) throw new AppError("not_found", "No such incident.");
    const chosen = (await tx.episodes(incidentId, which)).filter(({ endsAt }) => endsAt === null);
    if (chosen.length === 0) return { ended: 0 };
    const at = clock.now();
    await tx.endEpisodes(
      chosen.map(({ id }) => id),
      at,
    );
    const firingNow = row.incident.firingCount - chosen.length;
    const data = { ended: chosen.length, firingNow, episodes: mentionsOf(chosen), reason };
    await tx.append(incidentId, [{ kind: "alerts_ended", at, actor, data }]);
    await tx.audit({
      actor,
      action: "incident.end_alerts",
      subject: incidentId,
      data: { ended: chosen.length, reason },
    });
    if (firingNow === 0 && row.incident.status !== "resolved") {
      await tx.addJob({ name: "verify-recovery", payload: { incidentId }, key: `verify-recovery:${incidentId}` });
    }
    return { ended: chosen.length };
  });
}
