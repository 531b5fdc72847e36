import { endAlertsInputSchema } from "@/lib/contracts/commands";
import { endAlerts } from "@/lib/usecases/end-alerts";
import { route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

export const POST = route(
  { capability: "command", body: endAlertsInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    return Response.json(await endAlerts(app, { caller, incidentId: incident.id, ...body }));
  },
);
