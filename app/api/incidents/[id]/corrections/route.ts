import { correctTimeInputSchema } from "@/lib/contracts/commands";
import { correctEventTime } from "@/lib/usecases/correct-event-time";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route(
  { capability: "command", body: correctTimeInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    await correctEventTime(app, { caller, incidentId: incident.id, ...body, at: new Date(body.at) });
    return Response.json({ ofSeq: body.ofSeq, at: body.at });
  },
);
