import { incidentToWire } from "@/lib/contracts/incident";
import { sendTestAlert } from "@/lib/usecases/send-test-alert";
import { route } from "../../handler";

/** Opens a test incident; 200 with the open one when there is one already. */
export const POST = route({ capability: "command" }, async ({ app, caller }) => {
  const { row, isNew } = await sendTestAlert(app, { caller });
  return Response.json(incidentToWire(row), { status: isNew ? 201 : 200 });
});
