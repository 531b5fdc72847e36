import { actorOf, type Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Deps, SnapshotRow } from "@/lib/ports";

/** Asks for a forensic snapshot; a background task seals it. Throws not_found. */
export async function requestSnapshot(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  { caller, incidentId }: { caller: Caller; incidentId: string },
): Promise<SnapshotRow> {
  const actor = actorOf(caller);
  const row: SnapshotRow = {
    id: ids.next(),
    incidentId,
    status: "pending",
    sha256: null,
    bytes: null,
    createdAt: clock.now(),
    reason: null,
  };
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    await tx.saveSnapshot(row, null);
    await tx.audit({ actor, action: "incident.snapshot", subject: incidentId, data: { snapshotId: row.id } });
    await tx.addJob({ name: "export-snapshot", payload: { snapshotId: row.id }, key: `snapshot:${row.id}` });
  });
  return row;
}
