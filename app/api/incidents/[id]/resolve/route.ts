import { resolveInputSchema } from "@/lib/contracts/commands";
import { resolveIncident } from "@/lib/usecases/resolve-incident";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route(
  { capability: "command", body: resolveInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    await resolveIncident(app, { caller, incidentId: incident.id, reason: body.reason });
    return Response.json({ status: "resolved" });
  },
);
