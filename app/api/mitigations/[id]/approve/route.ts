import { approveMitigationInputSchema } from "@/lib/contracts/commands";
import { approveMitigation } from "@/lib/usecases/approve-mitigation";
import { route } from "../../../handler";

export const POST = route(
  { capability: "approve_mitigation", body: approveMitigationInputSchema },
  async ({ app, caller, params, body }) =>
    Response.json(await approveMitigation(app, { caller, planId: params.id ?? "", input: body }), { status: 202 }),
);
