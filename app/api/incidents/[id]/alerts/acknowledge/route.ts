import { acknowledgeAlertsInputSchema } from "@/lib/contracts/commands";
import { acknowledgeAlerts } from "@/lib/usecases/acknowledge-alerts";
import { route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

export const POST = route(
  { capability: "command", body: acknowledgeAlertsInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    return Response.json(await acknowledgeAlerts(app, { caller, incidentId: incident.id, ...body }));
  },
);
