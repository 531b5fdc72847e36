import { pinInputSchema } from "@/lib/contracts/commands";
import { pinEvent } from "@/lib/usecases/pin-event";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: pinInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  await pinEvent(app, { caller, incidentId: incident.id, ...body });
  return Response.json(body);
});
