import { breakerReport } from "@/lib/queries/breaker-report";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** Each breaker with its last minute of calls and its last failures. `?download` adds a file name. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident, number } = await requireIncident(app, params);
  const headers = {
    "cache-control": "no-store",
    ...(query.has("download") && {
      "content-disposition": `attachment; filename="incident-${number}-breakers.json"`,
    }),
  };
  return Response.json(await breakerReport(app, { incidentId: incident.id }), { headers });
});
