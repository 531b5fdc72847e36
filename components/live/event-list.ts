import type { TimelineEvent } from "@/lib/domain/events";

/** Adds events by seq: repeats are dropped, late ones find their place. The same list comes back when nothing is new. */
export function withEvents(known: readonly TimelineEvent[], added: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const seen = new Set(known.map(({ seq }) => seq));
  const fresh = added.filter(({ seq }) => !seen.has(seq) && seen.add(seq));
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.seq - b.seq);
}

/** True when a seq between the first and the last is missing: a message was lost and the list must be read again. */
export function hasGap(events: readonly TimelineEvent[]): boolean {
  return events.some(({ seq }, index) => index > 0 && seq !== (events[index - 1]?.seq ?? 0) + 1);
}

/** The last seq before the first gap: reading on from here fills it. */
export function lastContiguousSeq(events: readonly TimelineEvent[]): number {
  const gap = events.findIndex(({ seq }, index) => index > 0 && seq !== (events[index - 1]?.seq ?? 0) + 1);
  return events.at(gap === -1 ? -1 : gap - 1)?.seq ?? 0;
}
