import { taskChangeInputSchema } from "@/lib/contracts/commands";
import { changeTask } from "@/lib/usecases/manage-tasks";
import { route } from "../../../../handler";
import { namedPerson } from "../../../named-person";
import { requireIncident } from "../../../require-incident";

export const POST = route(
  { capability: "command", body: taskChangeInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    const { isDone, personId } = body;
    const assignee = personId === undefined ? undefined : await namedPerson(app.accounts, caller, personId);
    const taskId = params.taskId ?? "";
    await changeTask(app, { caller, incidentId: incident.id, taskId, isDone, assignee });
    return Response.json({ taskId });
  },
);
