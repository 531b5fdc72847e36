import type { TimelineEvent } from "./events";
import { correctedTimes } from "./incident";
import { type TimelineEntry, tellEvent } from "./timeline-telling";

const FOUND_LATER_MS = 60_000;

/** Folds events into the timeline, oldest first by corrected time, then by seq. Every kind is told, unknown ones included. */
export function timelineOf(events: readonly TimelineEvent[]): readonly TimelineEntry[] {
  const corrected = correctedTimes(events);
  return events
    .map((event) => {
      const at = corrected.get(event.seq) ?? event.at;
      const telling = tellEvent(event);
      return {
        seq: event.seq,
        at,
        recordedAt: event.recordedAt,
        kind: event.kind,
        actor: event.actor.name,
        detailKey: null,
        quote: null,
        href: null,
        isFoundLater: event.recordedAt.getTime() - at.getTime() > FOUND_LATER_MS,
        ...telling,
        params: { actor: event.actor.name, ...telling.params },
      };
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq);
}
