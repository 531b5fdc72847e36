import { settleInputSchema } from "@/lib/contracts/commands";
import { settleMitigation } from "@/lib/usecases/settle-mitigation";
import { route } from "../../../handler";

export const POST = route(
  { capability: "approve_mitigation", body: settleInputSchema },
  async ({ app, caller, params, body }) =>
    Response.json(await settleMitigation(app, { caller, mitigationId: params.id ?? "", ...body })),
);
