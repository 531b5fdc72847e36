import { mergeInputSchema } from "@/lib/contracts/commands";
import { mergeIncidents } from "@/lib/usecases/merge-incidents";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: mergeInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const into = await requireIncident(app, { id: body.into });
  const row = await mergeIncidents(app, {
    caller,
    incidentId: incident.id,
    intoId: into.incident.id,
    reason: body.reason,
  });
  return Response.json({ into: { id: row.incident.id, number: row.number } });
});
