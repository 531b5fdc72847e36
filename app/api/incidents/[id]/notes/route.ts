import { noteInputSchema } from "@/lib/contracts/commands";
import { addNote } from "@/lib/usecases/add-note";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: noteInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const { seq } = await addNote(app, { caller, incidentId: incident.id, text: body.text });
  return Response.json({ seq }, { status: 201 });
});
