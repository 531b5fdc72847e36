import { splitInputSchema } from "@/lib/contracts/commands";
import { splitIncident } from "@/lib/usecases/split-incident";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: splitInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const { episodes: episodeIds, title, reason } = body;
  const { row, isNew } = await splitIncident(app, { caller, incidentId: incident.id, episodeIds, title, reason });
  return Response.json({ into: { id: row.incident.id, number: row.number } }, { status: isNew ? 201 : 200 });
});
