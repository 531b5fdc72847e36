import { savePostmortemInputSchema } from "@/lib/contracts/postmortem";
import { readPostmortem } from "@/lib/queries/postmortem-page";
import { savePostmortem } from "@/lib/usecases/save-postmortem";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const GET = route({ capability: "read" }, async ({ app, params }) =>
  Response.json(await readPostmortem(app, await requireIncident(app, params))),
);

/** 409 with the present revision when somebody saved in between. */
export const PUT = route(
  { capability: "command", body: savePostmortemInputSchema },
  async ({ app, caller, params, body }) => {
    const row = await requireIncident(app, params);
    await savePostmortem(app, { caller, incidentId: row.incident.id, ...body });
    return Response.json(await readPostmortem(app, row));
  },
);
