import { actorOf, type Caller } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import { movedAlertsOf } from "@/lib/domain/moved-alerts";
import { worseSeverity } from "@/lib/domain/severity";
import { AppError, refusal } from "@/lib/errors";
import type { Deps, IncidentRow } from "@/lib/ports";

/**
 * Makes one incident a part of another: its alerts go there, now and later; it counts in no report. Doing it again changes nothing.
 * Both rows and the intake of their places are held, so of two merges at once one sees the other. Answers the incident that has the
 * alerts now. Throws not_found, invalid_input (into itself), conflict (either is over, part of another, or under mitigation).
 */
export async function mergeIncidents(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: { caller: Caller; incidentId: string; intoId: string; reason: string },
): Promise<IncidentRow> {
  const { caller, incidentId, intoId, reason } = input;
  if (incidentId === intoId) {
    throw refusal("invalid_input", { key: "merge_self", message: "An incident cannot be merged into itself." });
  }
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    const [source, target] = await tx.lockWithAlerts([incidentId, intoId]);
    if (!source || !target) throw new AppError("not_found", "No such incident.");
    if (source.incident.mergedInto?.incidentId === intoId) return target;
    requireMergeable(source, target);
    const at = clock.now();
    const episodes = await tx.episodes(incidentId, "all");
    await tx.moveEpisodes(
      incidentId,
      intoId,
      episodes.map(({ id }) => id),
    );
    const moved = movedAlertsOf(episodes);
    const base = { at, actor } as const;
    await tx.append(incidentId, [
      { ...base, kind: "merged_into", data: { into: mentionOf(target), reason, moved: moved.moved } },
    ]);
    await tx.append(intoId, [
      { ...base, kind: "merged_from", data: { from: mentionOf(source), reason, ...moved } },
      ...raised(source, target.incident, base),
    ]);
    await tx.audit({ actor, action: "incident.merge", subject: incidentId, data: { into: intoId, reason } });
    await tx.addJob({ name: "diagnose-incident", payload: { incidentId: intoId }, key: `diagnose:${intoId}:merged` });
    return target;
  });
}

function mentionOf({ incident, number }: IncidentRow) {
  return { incidentId: incident.id, number, title: incident.title };
}

function requireMergeable(source: IncidentRow, target: IncidentRow): void {
  for (const { incident, number } of [source, target]) {
    if (incident.mergedInto !== null) {
      const { number: into } = incident.mergedInto;
      const message = `#${number} is part of #${into} already. Merge with #${into} instead.`;
      throw refusal("conflict", { key: "part_of_another", params: { number, into }, message });
    }
    if (incident.status === "resolved") {
      const message = `#${number} is resolved: it gets no more alerts. Link the two instead.`;
      throw refusal("conflict", { key: "merge_resolved", params: { number }, message });
    }
  }
  const { incident, number } = source;
  if (incident.status === "mitigating" || (incident.status === "verifying" && incident.verification?.mitigationId)) {
    const message = `A mitigation of #${number} is under way. Merge when it has ended, or merge the other into it.`;
    throw refusal("conflict", { key: "merge_mitigating", params: { number }, message });
  }
}

/** The whole is at least as severe as its part. */
function raised(
  source: IncidentRow,
  target: Incident,
  base: { readonly at: Date; readonly actor: NewEvent["actor"] },
): readonly NewEvent[] {
  const from = target.severity;
  const to = worseSeverity(from, source.incident.severity);
  if (to === from) return [];
  const why = [{ key: "merged_in", params: { number: source.number } }];
  const reason = `#${source.number} was merged in`;
  return [{ ...base, kind: "severity_changed", data: { from, to, reason, why } }];
}
