import { cohortsQuerySchema } from "@/lib/contracts/trace-cohorts";
import { traceCohorts } from "@/lib/queries/trace-cohorts";
import { parseBody, route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

/** Slow against fast traces of the incident's service, or its newest release against the one before. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident } = await requireIncident(app, params);
  const { by, rangeMin, from, to, service } = parseBody(cohortsQuerySchema, Object.fromEntries(query));
  const span = from === undefined || to === undefined ? null : { fromMs: from, toMs: to };
  const input = { service: app.catalogue.service(service ?? incident.service), by, rangeMin, span };
  return Response.json(await traceCohorts(app, input));
});
