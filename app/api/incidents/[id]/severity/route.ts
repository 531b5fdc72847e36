import { severityInputSchema } from "@/lib/contracts/commands";
import { changeSeverity } from "@/lib/usecases/change-severity";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route(
  { capability: "command", body: severityInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    await changeSeverity(app, { caller, incidentId: incident.id, ...body });
    return Response.json({ severity: body.severity });
  },
);
