import { statusUpdateInputSchema } from "@/lib/contracts/commands";
import { postStatusUpdate } from "@/lib/usecases/post-status-update";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route(
  { capability: "command", body: statusUpdateInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    const { seq } = await postStatusUpdate(app, { caller, incidentId: incident.id, ...body });
    return Response.json({ seq }, { status: 201 });
  },
);
