import { describe, expect, it } from "vitest";
import { correctionsOf, inEventTime } from "./event-time";
import { eventOf } from "./every-event.fixture";
import { incidentOf } from "./incident";
import { sequenceDiagram } from "./mermaid/sequence";
import { draftPostmortem } from "./postmortem";
import { timelineMarkdown } from "./timeline-text";

const at = (clock: string) => `2026-05-12T${clock}Z`;
const EVENTS = [
  eventOf("opened", 1, at("14:03:00")),
  eventOf("acknowledged", 2, at("14:05:40")),
  eventOf("note_added", 3, at("14:04:00")),
  eventOf("time_corrected", 4, at("14:06:00"), { ofSeq: 2, at: at("14:03:30"), reason: "phone was offline" }),
];

describe("corrected times", () => {
  it("put an event where it happened and keep the original", () => {
    expect(inEventTime(EVENTS).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(correctionsOf(EVENTS).get(2)).toEqual({
      was: new Date(at("14:05:40")),
      at: new Date(at("14:03:30")),
      by: "Li Wei",
      reason: "phone was offline",
    });
  });

  it("move the clock", () => expect(incidentOf(EVENTS).acknowledgedAt).toEqual(new Date(at("14:03:30"))));

  it("keep the first time as the original when corrected twice", () => {
    const twice = eventOf("time_corrected", 5, at("14:07:00"), { ofSeq: 2, at: at("14:03:40"), reason: "again" });
    expect(correctionsOf([...EVENTS, twice]).get(2)).toMatchObject({
      was: new Date(at("14:05:40")),
      at: new Date(at("14:03:40")),
    });
  });

  it("are void when they name an event still to come", () => {
    const early = eventOf("time_corrected", 2, at("14:06:00"), { ofSeq: 3, at: at("14:03:30"), reason: "" });
    expect(correctionsOf([EVENTS[0] ?? early, early]).size).toBe(0);
  });

  it("are told in every text, with the original", () => {
    const lines = sequenceDiagram(EVENTS, { title: "t" }).split("\n");
    expect(lines.findIndex((line) => line.includes("14:03:30 Acknowledged"))).toBeLessThan(
      lines.findIndex((line) => line.includes("14:04:00 Note")),
    );
    expect(timelineMarkdown(EVENTS, { title: "t" })).toContain(
      "Acknowledged (was 14:05:40, corrected by Li Wei: phone was offline)",
    );
    const draft = draftPostmortem({
      incident: incidentOf(EVENTS),
      number: 1,
      events: EVENTS,
      diagnosis: null,
      now: new Date(at("14:20:00")),
    });
    const table = draft.slice(draft.indexOf("| Time | Who"));
    expect(table).toContain("| 14:03:30 (was 14:05:40, corrected by Li Wei) | Li Wei | Acknowledged |");
    expect(table.indexOf("Acknowledged")).toBeLessThan(table.indexOf("Note"));
  });
});
