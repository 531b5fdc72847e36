import { describe, expect, it } from "vitest";
import { EVENT_VERSIONS, type EventData } from "./events";
import { EVENT_DATA, EVENT_KINDS, eventOf } from "./every-event.fixture";
import { timelineOf } from "./timeline";

describe("the timeline", () => {
  it("tells every kind of event", () => {
    const events = EVENT_KINDS.map((kind, index) => eventOf(kind, index + 1));
    expect(timelineOf(events)).toHaveLength(Object.keys(EVENT_VERSIONS).length);
  });

  it("tells a step that this build does not know, by its stored name", () => {
    const { id, incidentId, at, recordedAt, actor } = eventOf("acknowledged", 1);
    const [entry] = timelineOf([
      { id, incidentId, seq: 1, at, recordedAt, actor, kind: "unknown", storedKind: "page_sent", storedVersion: 2 },
    ]);
    expect(entry).toMatchObject({ messageKey: "unknown", shape: "unknown", params: { kind: "page_sent", version: 2 } });
  });

  it("orders by when things happened, not by when they were recorded", () => {
    const entries = timelineOf([eventOf("opened", 1), eventOf("change_seen", 2, "2026-05-12T14:02:00Z")]);
    expect(entries.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it("moves an event whose time was corrected", () => {
    const entries = timelineOf([
      eventOf("note_added", 1),
      eventOf("acknowledged", 2, "2026-05-12T14:02:30Z"),
      eventOf("time_corrected", 3),
    ]);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries[0]?.at).toEqual(new Date("2026-05-12T14:02:00Z"));
  });

  it("marks what was found later than it happened", () => {
    const change = {
      ...eventOf("change_seen", 1, "2026-05-12T14:02:00Z"),
      recordedAt: new Date("2026-05-12T14:05:00Z"),
    };
    expect(timelineOf([change])[0]?.isFoundLater).toBe(true);
  });

  it("says by shape whether a breaker is open, trying or closed", () => {
    const shapeOf = (to: EventData["breaker_changed"]["to"]) =>
      timelineOf([eventOf("breaker_changed", 1, undefined, { ...EVENT_DATA.breaker_changed, to })])[0]?.shape;
    expect([shapeOf("open"), shapeOf("half_open"), shapeOf("closed"), shapeOf("unknown")]).toEqual([
      "open",
      "half",
      "closed",
      "unknown",
    ]);
  });

  it("never calls an unproved recovery good", () => {
    const toneOf = (verdict: EventData["recovery_checked"]["verdict"]) =>
      timelineOf([eventOf("recovery_checked", 1, undefined, { ...EVENT_DATA.recovery_checked, verdict })])[0]?.tone;
    expect([toneOf("recovered"), toneOf("not_recovered"), toneOf("inconclusive")]).toEqual(["fine", "act", "watch"]);
  });
});
