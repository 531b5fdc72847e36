import { dutyInputSchema } from "@/lib/contracts/commands";
import { assignDuty } from "@/lib/usecases/assign-duty";
import { route } from "../../../handler";
import { namedPerson } from "../../named-person";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: dutyInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const person = await namedPerson(app.accounts, caller, body.personId);
  await assignDuty(app, { caller, incidentId: incident.id, duty: body.duty, person, note: body.note });
  return Response.json({ duty: body.duty, person });
});
