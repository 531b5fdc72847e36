import { actorOf, type Caller } from "@/lib/domain/actor";
import type { Severity } from "@/lib/domain/severity";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Sets the severity by hand, with a reason. Alerts may raise it again; only people lower it. Throws not_found. */
export async function changeSeverity(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; severity: Severity; reason: string },
): Promise<void> {
  const { caller, incidentId, severity, reason } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    if (row.incident.severity === severity) return;
    await tx.append(incidentId, [
      { kind: "severity_changed", at: clock.now(), actor, data: { from: row.incident.severity, to: severity, reason } },
    ]);
    await tx.audit({
      actor,
      action: "incident.severity",
      subject: incidentId,
      data: { from: row.incident.severity, to: severity, reason },
    });
  });
}
