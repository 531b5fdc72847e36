import { actorOf, type Caller } from "@/lib/domain/actor";
import { groupingKeyOf } from "@/lib/domain/grouping";
import type { Severity } from "@/lib/domain/severity";
import { AppError, isAppError } from "@/lib/errors";
import type { Deps, IncidentRow } from "@/lib/ports";

/** Opens an incident by hand. Alerts of the same team, environment and service join it while it is open. Throws conflict. */
export async function declareIncident(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  input: { caller: Caller; title: string; service: string; environment: string; team: string; severity: Severity },
): Promise<IncidentRow> {
  const { caller, title, service, environment, team, severity } = input;
  const actor = actorOf(caller);
  const at = clock.now();
  const openKey = groupingKeyOf({ team, environment, service, alertname: title });
  const declare = store.transaction(async (tx) => {
    const open = await tx.openIncidentOf(openKey);
    if (open !== null) throw openAlready(open, service);
    const row = await tx.createIncident(ids.next(), openKey, [
      {
        kind: "opened",
        at,
        actor,
        data: {
          title,
          service,
          team,
          environment,
          severity,
          severityReason: "declared",
          severityWhy: [{ key: "declared", params: {} }],
          groupingReason: "declared",
          groupingWhy: { key: "declared", params: {} },
          recurrenceOf: null,
          origin: "person",
          detectedAt: at.toISOString(),
        },
      },
    ]);
    await tx.audit({ actor, action: "incident.declare", subject: row.incident.id, data: { title, service, severity } });
    await tx.addJob({
      name: "diagnose-incident",
      payload: { incidentId: row.incident.id },
      key: `diagnose:${row.incident.id}`,
    });
    await tx.addJob({
      name: "watch-incident",
      payload: { incidentId: row.incident.id },
      key: `watch:${row.incident.id}`,
    });
    return row;
  });
  return declare.catch(async (error: unknown) => {
    if (!isAppError(error) || error.code !== "conflict" || "incident" in error.details) throw error;
    // Somebody declared the same at the same moment: the loser is told where to work too.
    const open = await store.transaction((tx) => tx.openIncidentOf(openKey));
    throw open === null ? error : openAlready(open, service);
  });
}

function openAlready({ incident, number }: IncidentRow, service: string): AppError {
  return new AppError("conflict", `Incident #${number} is open for ${service}. Work there.`, {
    details: { incident: { id: incident.id, number } },
  });
}
