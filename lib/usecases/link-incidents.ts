import { actorOf, type Caller } from "@/lib/domain/actor";
import type { IncidentRelation, NewEvent } from "@/lib/domain/events";
import { INVERSE_RELATION, linksOf } from "@/lib/domain/incident-command";
import { AppError, refusal } from "@/lib/errors";
import type { Deps, IncidentRow } from "@/lib/ports";

type Input = {
  readonly caller: Caller;
  readonly incidentId: string;
  readonly otherId: string;
  readonly relation: IncidentRelation;
  readonly reason: string;
  /** False takes the link away. */
  readonly isLinked: boolean;
};

/** Links two incidents, or takes the link away; both timelines tell it, each from its side. Doing it again changes nothing. Throws not_found, invalid_input. */
export async function linkIncidents({ store, clock }: Pick<Deps, "store" | "clock">, input: Input): Promise<void> {
  const { caller, incidentId, otherId, relation, reason, isLinked } = input;
  if (incidentId === otherId) {
    throw refusal("invalid_input", { key: "link_self", message: "An incident cannot be linked to itself." });
  }
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const [own, other] = await tx.lockWithAlerts([incidentId, otherId]);
    if (!own || !other) throw new AppError("not_found", "No such incident.");
    const at = clock.now();
    const sides = [
      { here: own, there: other, relation },
      { here: other, there: own, relation: INVERSE_RELATION[relation] },
    ];
    for (const { here, there, relation: seen } of sides) {
      const links = linksOf(await tx.events(here.incident.id));
      const stands = links.some((link) => link.incidentId === there.incident.id && link.relation === seen);
      if (stands === isLinked) continue;
      const data = { to: mentionOf(there), relation: seen, reason };
      const event: NewEvent = { kind: isLinked ? "incident_linked" : "incident_unlinked", at, actor, data };
      await tx.append(here.incident.id, [event]);
    }
    await tx.audit({
      actor,
      action: isLinked ? "incident.link" : "incident.unlink",
      subject: incidentId,
      data: { other: otherId, relation, reason },
    });
  });
}

function mentionOf({ incident, number }: IncidentRow) {
  return { incidentId: incident.id, number, title: incident.title };
}
