import { judgeInputSchema } from "@/lib/contracts/commands";
import { judgeHypothesis } from "@/lib/usecases/judge-hypothesis";
import { route } from "../../../../handler";
import { requireIncident } from "../../../require-incident";

export const POST = route({ capability: "command", body: judgeInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  await judgeHypothesis(app, { caller, incidentId: incident.id, ...body });
  return Response.json({ verdict: body.verdict });
});
