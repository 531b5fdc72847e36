import { linkInputSchema } from "@/lib/contracts/commands";
import { linkIncidents } from "@/lib/usecases/link-incidents";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: linkInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const other = await requireIncident(app, { id: body.incident });
  const { relation, reason } = body;
  const otherId = other.incident.id;
  await linkIncidents(app, { caller, incidentId: incident.id, otherId, relation, reason, isLinked: false });
  return Response.json({ relation });
});
