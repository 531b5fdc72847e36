import { correctionsOf } from "./event-time";
import type { TimelineEvent } from "./events";
import { latestNotes, pinnedSeqs } from "./incident-command";
import { type TimelineEntry, tellEvent } from "./timeline-telling";

const FOUND_LATER_MS = 60_000;

/** Folds events into the timeline, oldest first by corrected time, then by seq. Every kind is told, unknown ones included. */
export function timelineOf(events: readonly TimelineEvent[]): readonly TimelineEntry[] {
  const corrections = correctionsOf(events);
  const pinned = pinnedSeqs(events);
  const notes = latestNotes(events);
  return events
    .map((event) => {
      const correction = corrections.get(event.seq) ?? null;
      const at = correction?.at ?? event.at;
      const telling = tellEvent(event);
      const note = notes.get(event.seq);
      return {
        seq: event.seq,
        at,
        recordedAt: event.recordedAt,
        kind: event.kind,
        actor: event.actor.name,
        detailKey: null,
        details: [],
        quote: null,
        href: null,
        correction,
        isPinned: pinned.has(event.seq),
        edit: null,
        isFoundLater: correction === null && event.recordedAt.getTime() - at.getTime() > FOUND_LATER_MS,
        ...telling,
        ...(note === undefined ? {} : { quote: note.text, edit: note.edit }),
        params: { actor: event.actor.name, ...telling.params },
      };
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq);
}
