import type { EventData, TimelineEvent } from "./events";

/** What a person changed about when an event happened. */
export type TimeCorrection = {
  readonly was: Date;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
};

/** Event time after corrections: a `time_corrected` replaces the time of the earlier event it names; the original stays stored. */
export function correctedTimes(events: readonly TimelineEvent[]): ReadonlyMap<number, Date> {
  return new Map([...correctionsOf(events)].map(([seq, { at }]) => [seq, at]));
}

/** The correction in force of each corrected event, by its seq. `was` is the time as it was first stored. */
export function correctionsOf(events: readonly TimelineEvent[]): ReadonlyMap<number, TimeCorrection> {
  const original = new Map(events.map(({ seq, at }) => [seq, at]));
  const corrections = new Map<number, TimeCorrection>();
  for (const event of events) {
    // One that names an event still to come is void, or a later append would have to fold everything again.
    if (event.kind !== "time_corrected" || event.data.ofSeq >= event.seq) continue;
    const { ofSeq, at, reason }: EventData["time_corrected"] = event.data;
    const was = original.get(ofSeq) ?? event.at;
    corrections.set(ofSeq, { was, at: new Date(at), by: event.actor.name, reason });
  }
  return corrections;
}

/** Events in the order in which things happened: corrected times, ties by seq. */
export function inEventTime(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const corrected = correctedTimes(events);
  return events
    .map((event) => {
      const at = corrected.get(event.seq);
      return at === undefined ? event : { ...event, at };
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq);
}
