import { acknowledgeIncident } from "@/lib/usecases/acknowledge-incident";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command" }, async ({ app, caller, params }) => {
  const { incident } = await requireIncident(app, params);
  const { acknowledgedAt } = await acknowledgeIncident(app, { caller, incidentId: incident.id });
  return Response.json({ acknowledgedAt: acknowledgedAt?.toISOString() ?? null });
});
