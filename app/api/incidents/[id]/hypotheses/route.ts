import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** The last diagnosis with its evidence; null before the first. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { incident } = await requireIncident(app, params);
  return Response.json({ diagnosis: await app.store.diagnosis(incident.id) });
});
