import { incidentToWire } from "@/lib/contracts/incident";
import { route } from "../../handler";
import { requireIncident } from "../require-incident";

export const GET = route({ capability: "read" }, async ({ app, params }) =>
  Response.json(incidentToWire(await requireIncident(app, params))),
);
