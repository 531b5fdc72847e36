import { selectionQuerySchema } from "@/lib/contracts/selected-traces";
import { selectedTraces } from "@/lib/queries/selected-traces";
import { parseBody, route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** The traces of a rectangle of the incident's heat map, and how they differ from the rest. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident } = await requireIncident(app, params);
  const { from, to, min, max, service: named } = parseBody(selectionQuerySchema, Object.fromEntries(query));
  const service = app.catalogue.service(named ?? incident.service);
  const selection = { fromMs: from, toMs: to, minMs: min, maxMs: max ?? null };
  return Response.json(await selectedTraces(app, { service, selection }));
});
