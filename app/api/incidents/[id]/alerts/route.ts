import { alertsAnswerOf } from "@/lib/queries/incident-alerts";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** The incident's alerts in order of start. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { incident } = await requireIncident(app, params);
  return Response.json(await alertsAnswerOf(app, incident.id));
});
