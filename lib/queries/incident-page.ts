import { eventToWire } from "@/lib/contracts/events";
import type { IncidentPage, MitigationDetail } from "@/lib/contracts/incident-page";
import type { Caller } from "@/lib/domain/actor";
import { CAPABILITIES, may } from "@/lib/domain/permissions";
import type { Accounts, Deps, MitigationRow } from "@/lib/ports";

const ALERTS_SHOWN = 50;

/** Everything that the war room shows besides its panels, by incident UUID or number. null: no such incident. */
export async function incidentPage(
  deps: Pick<Deps, "store" | "settings"> & { readonly accounts: Pick<Accounts, "accounts"> },
  { caller, id }: { readonly caller: Caller; readonly id: string },
): Promise<IncidentPage | null> {
  const row = await deps.store.incident(id);
  if (row === null) return null;
  const { incident, number } = row;
  const [events, episodes, diagnosis, mitigations, accounts] = await Promise.all([
    deps.store.events(incident.id),
    deps.store.episodes(incident.id, ALERTS_SHOWN),
    deps.store.diagnosis(incident.id),
    deps.store.mitigations(incident.id),
    deps.accounts.accounts(),
  ]);
  return {
    id: incident.id,
    number,
    events: events.map(eventToWire),
    alerts: {
      total: episodes.total,
      rows: episodes.rows.map(({ id: episodeId, alertname, service, summary, startsAt, endsAt }) => ({
        id: episodeId,
        alertname,
        service,
        summary,
        startsAt,
        endsAt,
      })),
    },
    diagnosis,
    mitigations: mitigations.map(mitigationDetailOf),
    people: accounts.flatMap(({ id: accountId, name, isDisabled }) => (isDisabled ? [] : [{ id: accountId, name }])),
    viewer: {
      id: caller.id,
      name: caller.name,
      role: caller.kind === "person" ? caller.role : "viewer",
      capabilities: CAPABILITIES.filter((capability) => may(caller, capability)),
    },
    updateEveryMs: deps.settings.updateIntervals(incident.service),
    windowMs: deps.settings.recoveryWindowMs(incident.service),
  };
}

/** A stored mitigation without what only the worker needs (lease, attempt). */
export function mitigationDetailOf(row: MitigationRow): MitigationDetail {
  const { id, status, preview, plannedBy, approvedBy, approvedAt, waivers } = row;
  return { id, status, preview, plannedBy, approvedBy, approvedAt, waivers };
}
