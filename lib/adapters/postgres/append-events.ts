import type { IncidentEvent, NewEvent } from "@/lib/domain/events";
import { advance, type Incident, incidentOf } from "@/lib/domain/incident";
import { AppError } from "@/lib/errors";
import { insertEvents, readEvents } from "./event-rows";
import { isUniqueViolation } from "./failures";
import { insertIncidents, type LockedIncident, lockIncidentRows, updateIncidents } from "./incident-rows";
import type { Session } from "./session";

export type Appending = { readonly incidentId: string; readonly events: readonly NewEvent[] };
export type Creating = { readonly id: string; readonly openKey: string | null; readonly events: readonly NewEvent[] };

function numbered(session: Session, incidentId: string, lastSeq: number, events: readonly NewEvent[]): IncidentEvent[] {
  return events.map((event, index) => ({
    ...event,
    id: session.nextId(),
    incidentId,
    seq: lastSeq + index + 1,
    recordedAt: session.now,
  }));
}

/** Inserts incidents with their first events. Throws conflict when an open key is taken. */
export async function createIncidents(session: Session, creating: readonly Creating[]): Promise<LockedIncident[]> {
  if (creating.length === 0) return [];
  const made = creating.map(({ id, openKey, events }) => {
    const stored = numbered(session, id, 0, events);
    return { openKey, events: stored, incident: incidentOf(stored) };
  });
  let numbers: ReadonlyMap<string, number>;
  try {
    numbers = await insertIncidents(session, made);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "An incident of this team, environment and service is open.", { cause: error });
  }
  await insertEvents(
    session,
    made.flatMap(({ events }) => events),
  );
  return made.map(({ incident, openKey }) => {
    const entry = { incident, openKey, number: numbers.get(incident.id) ?? 0 };
    session.locked.set(incident.id, entry);
    session.touched.set(incident.id, incident.lastSeq);
    return entry;
  });
}

/** Appends to many incidents at once: rows locked, seq assigned, caches written, notices kept for the commit. Throws not_found. */
export async function appendEvents(session: Session, appending: readonly Appending[]): Promise<IncidentEvent[]> {
  const wanted = appending.filter(({ events }) => events.length > 0);
  if (wanted.length === 0) return [];
  const missing = wanted.map(({ incidentId }) => incidentId).filter((id) => !session.locked.has(id));
  if (missing.length > 0) await lockById(session, missing);
  const stored: IncidentEvent[] = [];
  const refold: string[] = [];
  const changed = new Map<string, Incident>();
  for (const { incidentId, events } of wanted) {
    const before = session.locked.get(incidentId);
    if (before === undefined) throw new AppError("not_found", "No such incident.");
    const added = numbered(session, incidentId, before.incident.lastSeq, events);
    stored.push(...added);
    const after = advance(before.incident, added);
    if (after === null) refold.push(incidentId);
    // Until the events are folded again below, only lastSeq has to be right.
    const incident = after ?? { ...before.incident, lastSeq: before.incident.lastSeq + added.length };
    changed.set(incidentId, incident);
    session.locked.set(incidentId, { ...before, incident });
    session.touched.set(incidentId, incident.lastSeq);
  }
  await insertEvents(session, stored);
  for (const id of refold) {
    const incident = incidentOf(await readEvents(session.client, id));
    changed.set(id, incident);
    const before = session.locked.get(id);
    if (before !== undefined) session.locked.set(id, { ...before, incident });
  }
  await updateIncidents(session, [...changed.values()]);
  return stored;
}

export async function lockById(session: Session, ids: readonly string[]): Promise<readonly LockedIncident[]> {
  return lockIncidentRows(session, { name: "lock-by-id", text: "id = ANY($1::uuid[])", values: [[...ids]] });
}
