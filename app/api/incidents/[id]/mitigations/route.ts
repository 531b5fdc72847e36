import { planMitigationInputSchema } from "@/lib/contracts/commands";
import { mitigationDetailOf } from "@/lib/queries/incident-page";
import { proposeMitigation } from "@/lib/usecases/propose-mitigation";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { incident } = await requireIncident(app, params);
  return Response.json({ mitigations: (await app.store.mitigations(incident.id)).map(mitigationDetailOf) });
});

/** 201 with a plan whenever there is something to put back, failing guards included; 422 with the guards that say why not. */
export const POST = route(
  { capability: "plan_mitigation", body: planMitigationInputSchema },
  async ({ app, caller, params, body }) => {
    const { incident } = await requireIncident(app, params);
    const proposal = await proposeMitigation(app, { caller, incidentId: incident.id, input: body });
    return proposal.ok
      ? Response.json(proposal.preview, { status: 201 })
      : Response.json(
          {
            guards: proposal.guards,
            error: { code: "guard_failed", message: "No plan can be made. The guards say why." },
          },
          { status: 422 },
        );
  },
);
