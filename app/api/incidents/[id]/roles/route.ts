import { dutyInputSchema } from "@/lib/contracts/commands";
import type { Caller } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Accounts } from "@/lib/ports";
import { assignDuty } from "@/lib/usecases/assign-duty";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const POST = route({ capability: "command", body: dutyInputSchema }, async ({ app, caller, params, body }) => {
  const { incident } = await requireIncident(app, params);
  const person = await personOf(app.accounts, caller, body.personId);
  await assignDuty(app, { caller, incidentId: incident.id, duty: body.duty, person });
  return Response.json({ duty: body.duty, person });
});

async function personOf(
  accounts: Accounts,
  caller: Caller,
  personId: string | null,
): Promise<{ id: string; name: string } | null> {
  if (personId === null) return null;
  if (personId === "me") {
    if (caller.kind !== "person") throw new AppError("invalid_input", "A token takes no duty. Name a person.");
    return { id: caller.id, name: caller.name };
  }
  const account = await accounts.accountById(personId);
  if (account === null || account.isDisabled) throw new AppError("invalid_input", "No such person.");
  return { id: account.id, name: account.name };
}
