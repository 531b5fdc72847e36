import { describe, expect, it } from "vitest";
import type { TimelineEvent } from "@/lib/domain/events";
import { hasGap, lastContiguousSeq, withEvents } from "./event-list";

function event(seq: number): TimelineEvent {
  const at = new Date(seq * 1_000);
  const actor = { kind: "system", name: "Firebreak" } as const;
  return { id: `e${seq}`, incidentId: "i", seq, at, recordedAt: at, actor, kind: "acknowledged", data: {} };
}
const seqs = (events: readonly TimelineEvent[]) => events.map(({ seq }) => seq);

describe("live events", () => {
  it("drop what was sent twice and keep the same list", () => {
    const known = [event(1), event(2)];
    expect(withEvents(known, [event(2)])).toBe(known);
  });
  it("find their place when they come late", () => {
    expect(seqs(withEvents([event(1), event(3)], [event(2), event(2)]))).toEqual([1, 2, 3]);
  });
  it("show a gap and from where to read on", () => {
    const events = [event(1), event(2), event(5)];
    expect([hasGap(events), lastContiguousSeq(events)]).toEqual([true, 2]);
    expect([hasGap(events.slice(0, 2)), lastContiguousSeq(events.slice(0, 2))]).toEqual([false, 2]);
    expect(lastContiguousSeq([])).toBe(0);
  });
});
