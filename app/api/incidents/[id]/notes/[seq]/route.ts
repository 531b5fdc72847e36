import { noteInputSchema } from "@/lib/contracts/commands";
import { AppError } from "@/lib/errors";
import { editNote } from "@/lib/usecases/edit-note";
import { route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

export const POST = route({ capability: "command", body: noteInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  if (!/^\d{1,9}$/.test(params.seq ?? "")) throw new AppError("not_found", "No such note.");
  const ofSeq = Number(params.seq);
  await editNote(app, { caller, incidentId: incident.id, ofSeq, text: body.text });
  return Response.json({ seq: ofSeq });
});
