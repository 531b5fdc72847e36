import { taskInputSchema } from "@/lib/contracts/commands";
import { addTask } from "@/lib/usecases/manage-tasks";
import { route } from "../../../handler";
import { namedPerson } from "../../named-person";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: taskInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const assignee = await namedPerson(app.accounts, caller, body.personId);
  const { taskId } = await addTask(app, { caller, incidentId: incident.id, title: body.title, assignee });
  return Response.json({ taskId }, { status: 201 });
});
