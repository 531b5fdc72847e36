import type { Person } from "./actor";
import { correctedTimes } from "./event-time";
import type { EventData, IncidentMention, IncidentRelation, TimelineEvent } from "./events";
import type { Incident } from "./incident";
import type { Severity } from "./severity";

/** Something to do in this incident. */
export type Task = {
  readonly id: string;
  readonly title: string;
  readonly assignee: Person | null;
  readonly addedBy: string;
  readonly addedAt: Date;
  /** null = still open. */
  readonly doneAt: Date | null;
};

/** Tasks in the order in which they were added. */
export function tasksOf(events: readonly TimelineEvent[]): readonly Task[] {
  const tasks = new Map<string, Task>();
  for (const event of events) {
    if (event.kind === "task_added") {
      const { taskId: id, title, assignee } = event.data;
      tasks.set(id, { id, title, assignee, addedBy: event.actor.name, addedAt: event.at, doneAt: null });
    } else if (event.kind === "task_assigned" || event.kind === "task_finished") {
      const task = tasks.get(event.data.taskId);
      if (task === undefined) continue;
      const change =
        event.kind === "task_assigned"
          ? { assignee: event.data.assignee }
          : { doneAt: event.data.isDone ? event.at : null };
      tasks.set(task.id, { ...task, ...change });
    }
  }
  return [...tasks.values()];
}

/** Seqs of the pinned events, in the order in which they were pinned. */
export function pinnedSeqs(events: readonly TimelineEvent[]): ReadonlySet<number> {
  const pinned = new Set<number>();
  for (const event of events) {
    if (event.kind !== "pin_changed") continue;
    pinned.delete(event.data.ofSeq);
    if (event.data.isPinned) pinned.add(event.data.ofSeq);
  }
  return pinned;
}

/** The entries of pinned events, in the order in which they were pinned. */
export function pinnedEntries<T extends { readonly seq: number }>(
  events: readonly TimelineEvent[],
  entries: readonly T[],
): readonly T[] {
  return [...pinnedSeqs(events)].flatMap((seq) => entries.find((entry) => entry.seq === seq) ?? []);
}

export type NoteText = {
  readonly text: string;
  /** null = as first written. */
  readonly edit: { readonly by: string; readonly at: Date; readonly original: string } | null;
};

/** What each note says now, by its seq. */
export function latestNotes(events: readonly TimelineEvent[]): ReadonlyMap<number, NoteText> {
  const notes = new Map<number, NoteText>();
  for (const event of events) {
    if (event.kind === "note_added") notes.set(event.seq, { text: event.data.text, edit: null });
    if (event.kind !== "note_edited") continue;
    const note = notes.get(event.data.ofSeq);
    if (note === undefined) continue;
    const original = note.edit?.original ?? note.text;
    notes.set(event.data.ofSeq, { text: event.data.text, edit: { by: event.actor.name, at: event.at, original } });
  }
  return notes;
}

export type StatusUpdate = EventData["status_update"] & {
  readonly seq: number;
  readonly at: Date;
  readonly by: string;
};

/** The update that was true last, by event time; null before the first. */
export function latestUpdate(events: readonly TimelineEvent[]): StatusUpdate | null {
  const corrected = correctedTimes(events);
  let latest: StatusUpdate | null = null;
  for (const event of events) {
    if (event.kind !== "status_update") continue;
    const at = corrected.get(event.seq) ?? event.at;
    if (latest === null || at >= latest.at) latest = { ...event.data, seq: event.seq, at, by: event.actor.name };
  }
  return latest;
}

/** Time between two status updates, by severity; 0 = nobody is reminded. */
export type UpdateIntervals = Readonly<Record<Severity, number>>;

/**
 * When the next status update is due: one interval of the severity after the last one, or after the incident was opened.
 * null = none is due: resolved, or no reminder for this severity.
 */
export function updateDueAt(
  incident: Pick<Incident, "severity" | "status" | "openedAt" | "lastUpdateAt">,
  intervals: UpdateIntervals,
): Date | null {
  const intervalMs = intervals[incident.severity];
  if (incident.status === "resolved" || intervalMs === 0) return null;
  return new Date((incident.lastUpdateAt ?? incident.openedAt).getTime() + intervalMs);
}

export type IncidentLink = IncidentMention & { readonly relation: IncidentRelation; readonly reason: string };

/** Links that stand, one per incident and relation. */
export function linksOf(events: readonly TimelineEvent[]): readonly IncidentLink[] {
  const links = new Map<string, IncidentLink>();
  for (const event of events) {
    if (event.kind !== "incident_linked" && event.kind !== "incident_unlinked") continue;
    const { to, relation, reason } = event.data;
    const key = `${to.incidentId} ${relation}`;
    links.delete(key);
    if (event.kind === "incident_linked") links.set(key, { ...to, relation, reason });
  }
  return [...links.values()];
}

/** The same link, read from the other incident. */
export const INVERSE_RELATION: Readonly<Record<IncidentRelation, IncidentRelation>> = {
  related: "related",
  caused_by: "causes",
  causes: "caused_by",
  recurrence_of: "recurred_as",
  recurred_as: "recurrence_of",
};

export type AlertMove = IncidentMention & {
  readonly kind: "merged_into" | "merged_from" | "split_into" | "split_from";
  readonly reason: string;
  readonly moved: number;
};

/** Incidents whose alerts came from here or went there, newest last. */
export function movesOf(events: readonly TimelineEvent[]): readonly AlertMove[] {
  return events.flatMap((event): readonly AlertMove[] => {
    switch (event.kind) {
      case "merged_into":
      case "split_into":
        return [{ ...event.data.into, kind: event.kind, reason: event.data.reason, moved: event.data.moved }];
      case "merged_from":
      case "split_from":
        return [{ ...event.data.from, kind: event.kind, reason: event.data.reason, moved: event.data.moved }];
      default:
        return [];
    }
  });
}
