import { cohortsQuerySchema } from "@/lib/contracts/trace-cohorts";
import { traceCohorts } from "@/lib/queries/trace-cohorts";
import { parseBody, route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

/** Slow against fast traces of the incident's service, or its newest release against the one before. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident } = await requireIncident(app, params);
  const { by, rangeMin } = parseBody(cohortsQuerySchema, Object.fromEntries(query));
  return Response.json(await traceCohorts(app, { service: app.catalogue.service(incident.service), by, rangeMin }));
});
