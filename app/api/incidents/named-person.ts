import type { Caller, Person } from "@/lib/domain/actor";
import { AppError } from "@/lib/errors";
import type { Accounts } from "@/lib/ports";

/** The person that a body names: "me" is the caller, null nobody. Throws invalid_input. */
export async function namedPerson(accounts: Accounts, caller: Caller, personId: string | null): Promise<Person | null> {
  if (personId === null) return null;
  if (personId === "me") {
    if (caller.kind !== "person") throw new AppError("invalid_input", "A token is no person. Name one.");
    return { id: caller.id, name: caller.name };
  }
  const account = await accounts.accountById(personId);
  if (account === null || account.isDisabled) throw new AppError("invalid_input", "No such person.");
  return { id: account.id, name: account.name };
}
