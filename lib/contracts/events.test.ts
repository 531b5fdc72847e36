import { describe, expect, it } from "vitest";
import { FIREBREAK } from "@/lib/domain/actor";
import { eventFromWire, eventToWire, timelineEventOf } from "./events";

const row = {
  id: "01900000-0000-7000-8000-000000000001",
  incidentId: "01900000-0000-7000-8000-000000000002",
  seq: 3,
  kind: "note_added",
  v: 1,
  at: new Date("2026-11-20T17:35:58.183Z"),
  recordedAt: new Date("2026-11-20T17:35:59.001Z"),
  actor: FIREBREAK,
  data: { text: "rolled back" },
};

describe("stored events", () => {
  it("come back from the wire as they were", () => {
    const event = timelineEventOf(row);
    expect(event).toMatchObject({ kind: "note_added", data: { text: "rolled back" } });
    expect(eventFromWire(JSON.parse(JSON.stringify(eventToWire(event))))).toEqual(event);
  });

  it("of an unknown kind, a newer version or a payload that does not fit are unknown steps, never dropped", () => {
    const unknown = [{ kind: "teleported" }, { v: 2 }, { data: { text: 7 } }, { kind: "constructor" }];
    for (const over of unknown) {
      const event = timelineEventOf({ ...row, ...over });
      expect(event).toMatchObject({ kind: "unknown", storedKind: over.kind ?? "note_added", seq: 3 });
      expect(eventFromWire(eventToWire(event))).toMatchObject({ kind: "unknown", seq: 3 });
    }
  });

  it("of an older version are raised step by step, from where they are", () => {
    const upcasters = {
      note_added: [
        (data: unknown) => ({ ...(data as { body: string }), middle: true }),
        (data: unknown) => ({ text: `${(data as { body: string }).body} (raised)` }),
      ],
    };
    const options = { upcasters, versions: { note_added: 3 } };
    expect(timelineEventOf({ ...row, data: { body: "old" } }, options)).toMatchObject({
      data: { text: "old (raised)" },
    });
    expect(timelineEventOf({ ...row, v: 2, data: { body: "newer" } }, options)).toMatchObject({
      data: { text: "newer (raised)" },
    });
    expect(timelineEventOf({ ...row, v: 3 }, options)).toMatchObject({ data: { text: "rolled back" } });
  });
});
