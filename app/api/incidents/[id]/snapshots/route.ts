import { snapshotToWire } from "@/lib/contracts/snapshot";
import { requestSnapshot } from "@/lib/usecases/request-snapshot";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { incident } = await requireIncident(app, params);
  return Response.json({ snapshots: (await app.store.snapshots(incident.id)).map(snapshotToWire) });
});

export const POST = route({ capability: "command" }, async ({ app, caller, params }) => {
  const { incident } = await requireIncident(app, params);
  const row = await requestSnapshot(app, { caller, incidentId: incident.id });
  return Response.json(snapshotToWire(row), { status: 202, headers: { location: `/api/snapshots/${row.id}` } });
});
