import { actorOf, type Caller } from "@/lib/domain/actor";
import type { Deps, IncidentRow } from "@/lib/ports";

const PLACE = { team: "default", environment: "test", service: "firebreak-test" } as const;
const OPEN_KEY = `${PLACE.team}/${PLACE.environment}/${PLACE.service}`;

/**
 * Opens a SEV-3 incident that is marked as a test: it shows the board, the room and the chain, nobody is paged, and no report
 * counts it. While one is open it is answered again instead of a second one.
 */
export async function sendTestAlert(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  { caller }: { caller: Caller },
): Promise<{ readonly row: IncidentRow; readonly isNew: boolean }> {
  const actor = actorOf(caller);
  const at = clock.now();
  return store.transaction(async (tx) => {
    const open = await tx.openIncidentOf(OPEN_KEY);
    if (open !== null) return { row: open, isNew: false };
    const row = await tx.createIncident(ids.next(), OPEN_KEY, [
      {
        kind: "opened",
        at,
        actor,
        data: {
          ...PLACE,
          title: "Test alert",
          severity: "SEV-3",
          severityReason: "test",
          groupingReason: "test",
          recurrenceOf: null,
          origin: "test",
          detectedAt: at.toISOString(),
        },
      },
    ]);
    await tx.audit({ actor, action: "incident.test", subject: row.incident.id, data: {} });
    await tx.addJob({
      name: "diagnose-incident",
      payload: { incidentId: row.incident.id },
      key: `diagnose:${row.incident.id}`,
    });
    return { row, isNew: true };
  });
}
