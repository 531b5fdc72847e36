import { impactInputSchema } from "@/lib/contracts/commands";
import { enterImpactStart } from "@/lib/usecases/enter-impact-start";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: impactInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  await enterImpactStart(app, { caller, incidentId: incident.id, at: new Date(body.at) });
  return Response.json({ at: body.at });
});
