import { declareInputSchema } from "@/lib/contracts/commands";
import { incidentToWire } from "@/lib/contracts/incident";
import { incidentFilterOf } from "@/lib/queries/incident-filter";
import { declareIncident } from "@/lib/usecases/declare-incident";
import { route } from "../handler";

export const GET = route({ capability: "read" }, async ({ app, query }) => {
  const page = await app.store.incidents(incidentFilterOf(query));
  return Response.json({ incidents: page.rows.map(incidentToWire), nextCursor: page.nextCursor, total: page.total });
});

export const POST = route({ capability: "command", body: declareInputSchema }, async ({ app, caller, body }) => {
  return Response.json(incidentToWire(await declareIncident(app, { caller, ...body })), { status: 201 });
});
