import { actorOf, type Caller } from "@/lib/domain/actor";
import type { AlertEpisode } from "@/lib/domain/alert";
import type { IncidentMention } from "@/lib/domain/events";
import { groupingKeyOf } from "@/lib/domain/grouping";
import { movedAlertsOf, worstSeverity } from "@/lib/domain/moved-alerts";
import { AppError, refusal } from "@/lib/errors";
import type { Deps, IncidentRow, Transaction } from "@/lib/ports";

/**
 * Opens a new incident with alerts of this one. The same alerts again answer the incident that they went to. Later alerts of those
 * series follow them; new series of a service that stays with this incident come here as before.
 * Throws not_found, invalid_input (no such alerts here, or all of them), conflict (resolved).
 */
export async function splitIncident(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  input: {
    caller: Caller;
    incidentId: string;
    episodeIds: readonly string[];
    title?: string | undefined;
    reason: string;
  },
): Promise<{ readonly row: IncidentRow; readonly isNew: boolean }> {
  const { caller, incidentId, episodeIds, reason } = input;
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    const [source] = await tx.lockWithAlerts([incidentId]);
    if (!source) throw new AppError("not_found", "No such incident.");
    const chosen = await tx.episodes(incidentId, episodeIds);
    if (chosen.length < new Set(episodeIds).size)
      return { row: await splitBefore(tx, source, episodeIds), isNew: false };
    if (source.incident.status === "resolved") {
      throw refusal("conflict", { key: "split_resolved", message: "It is resolved: its alerts are history now." });
    }
    const staying = (await tx.episodes(incidentId, "all")).filter(({ id }) => !episodeIds.includes(id));
    const first = chosen[0];
    if (first === undefined || staying.length === 0) {
      throw refusal("invalid_input", { key: "split_all", message: "At least one alert must stay." });
    }
    const at = clock.now();
    const moved = movedAlertsOf(chosen);
    const origin = mentionOf(source);
    const key = await freeKey(tx, source, first);
    const severity = worstSeverity(chosen) ?? source.incident.severity;
    const row = await tx.createIncident(ids.next(), key, [
      {
        kind: "opened",
        at,
        actor,
        data: {
          title: input.title ?? first.summary,
          service: first.service,
          team: first.team,
          environment: first.environment,
          severity,
          severityReason: `highest of its alerts is ${severity}`,
          severityWhy: [{ key: "highest_alert", params: { severity } }],
          groupingReason: `split from #${origin.number}`,
          groupingWhy: { key: "split", params: { number: origin.number } },
          recurrenceOf: null,
          origin: source.incident.origin === "test" ? "test" : "alert",
          detectedAt: moved.earliestStartsAt ?? at.toISOString(),
        },
      },
      { kind: "split_from", at, actor, data: { from: origin, reason, ...moved } },
    ]);
    await tx.moveEpisodes(incidentId, row.incident.id, episodeIds);
    const firingNow = source.incident.firingCount - moved.firing;
    const servicesLeft = source.incident.services.filter(
      (service) => service === source.incident.service || staying.some((episode) => episode.service === service),
    );
    await tx.append(incidentId, [
      { kind: "split_into", at, actor, data: { into: mentionOf(row), reason, firingNow, servicesLeft, ...moved } },
    ]);
    await tx.audit({ actor, action: "incident.split", subject: incidentId, data: { into: row.incident.id, reason } });
    await wake(tx, row.incident.id, moved.firing);
    if (firingNow === 0) await verify(tx, incidentId);
    return { row, isNew: true };
  });
}

function mentionOf({ incident, number }: IncidentRow): IncidentMention {
  return { incidentId: incident.id, number, title: incident.title };
}

/** Where these alerts went when the same split was asked for before. */
async function splitBefore(tx: Transaction, source: IncidentRow, ids: readonly string[]): Promise<IncidentRow> {
  const [home, ...others] = await tx.incidentsOfEpisodes(ids);
  const events = await tx.events(source.incident.id);
  const isOurs = events.some((event) => event.kind === "split_into" && event.data.into.incidentId === home);
  const row = home !== undefined && others.length === 0 && isOurs ? await tx.lockIncident(home) : null;
  if (row !== null) return row;
  throw refusal("invalid_input", {
    key: "alerts_elsewhere",
    message: "Some of these alerts are not in this incident.",
  });
}

/** The place's key when no open incident has it; without one, new series of the service stay with whoever has it. */
async function freeKey(tx: Transaction, { incident }: IncidentRow, episode: AlertEpisode): Promise<string | null> {
  if (episode.service === incident.service) return null;
  const key = groupingKeyOf(episode);
  return (await tx.openIncidentOf(key)) === null ? key : null;
}

async function wake(tx: Transaction, incidentId: string, firing: number): Promise<void> {
  const payload = { incidentId };
  await tx.addJob({ name: "diagnose-incident", payload, key: `diagnose:${incidentId}` });
  await tx.addJob({ name: "watch-incident", payload, key: `watch:${incidentId}` });
  if (firing === 0) await verify(tx, incidentId);
}

async function verify(tx: Transaction, incidentId: string): Promise<void> {
  await tx.addJob({ name: "verify-recovery", payload: { incidentId }, key: `verify-recovery:${incidentId}` });
}
