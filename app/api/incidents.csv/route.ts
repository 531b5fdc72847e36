import { incidentFilterOf } from "@/lib/queries/incident-filter";
import { incidentsCsv } from "@/lib/queries/incidents-csv";
import { csvResponse } from "../csv-response";
import { route } from "../handler";

/** The list as the filters show it, whole. */
export const GET = route({ capability: "read" }, async ({ app, query }) =>
  csvResponse("firebreak-incidents.csv", incidentsCsv(app, incidentFilterOf(query))),
);
