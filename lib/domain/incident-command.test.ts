import { describe, expect, it } from "vitest";
import type { EventData, EventKind } from "./events";
import { EVENT_DATA, eventOf } from "./every-event.fixture";
import { latestNotes, latestUpdate, linksOf, pinnedSeqs, tasksOf, updateDueAt } from "./incident-command";

const at = (clock: string) => `2026-05-12T${clock}Z`;
let seq = 0;
function event<K extends EventKind>(kind: K, data: EventData[K], clock = "14:03:00") {
  seq += 1;
  return eventOf(kind, seq, at(clock), data);
}
const task = { taskId: "t1", title: "Tell the call centre" };

describe("tasks", () => {
  it("follow who has them and whether they are done", () => {
    const ana = { id: "p2", name: "Ana Diaz" };
    const events = [
      event("task_added", { ...task, assignee: null }),
      event("task_added", { taskId: "t2", title: "Freeze deploys", assignee: null }),
      event("task_assigned", { ...task, assignee: ana }),
      event("task_finished", { ...task, isDone: true }, "14:05:00"),
    ];
    expect(tasksOf(events)).toMatchObject([
      { id: "t1", assignee: ana, doneAt: new Date(at("14:05:00")) },
      { id: "t2", assignee: null, doneAt: null },
    ]);
    expect(tasksOf([...events, event("task_finished", { ...task, isDone: false })])[0]?.doneAt).toBeNull();
  });

  it("that were never added are no tasks", () =>
    expect(tasksOf([event("task_finished", { ...task, isDone: true })])).toEqual([]));
});

describe("pins", () => {
  it("are what was pinned and not taken down, in the order of pinning", () => {
    const pin = (ofSeq: number, isPinned = true) => event("pin_changed", { ofSeq, isPinned });
    expect([...pinnedSeqs([pin(3), pin(1), pin(3, false), pin(2)])]).toEqual([1, 2]);
  });
});

describe("notes", () => {
  it("say what they were changed to and keep the first words", () => {
    const note = event("note_added", { text: "slow" });
    const edit = (text: string) => event("note_edited", { ofSeq: note.seq, text });
    expect(latestNotes([note, edit("slower"), edit("slowest")]).get(note.seq)).toMatchObject({
      text: "slowest",
      edit: { by: "Li Wei", original: "slow" },
    });
  });
});

describe("the next status update", () => {
  const intervals = { "SEV-1": 900_000, "SEV-2": 1_800_000, "SEV-3": 0 };
  const open = {
    severity: "SEV-1",
    status: "open",
    openedAt: new Date(at("14:00:00")),
    lastUpdateAt: null,
  } as const;

  it("is due one interval after the incident was opened, then after each update", () => {
    expect(updateDueAt(open, intervals)).toEqual(new Date(at("14:15:00")));
    const updated = { ...open, lastUpdateAt: new Date(at("14:10:00")) };
    expect(updateDueAt(updated, intervals)).toEqual(new Date(at("14:25:00")));
  });

  it("follows the severity", () =>
    expect(updateDueAt({ ...open, severity: "SEV-2" }, intervals)).toEqual(new Date(at("14:30:00"))));

  it("is never due when the reminder is off or the incident is over", () => {
    expect(updateDueAt({ ...open, severity: "SEV-3" }, intervals)).toBeNull();
    expect(updateDueAt({ ...open, status: "resolved" }, intervals)).toBeNull();
  });

  it("shows the update that was true last, not the one recorded last", () => {
    const first = event("status_update", { conditions: "late", actions: "", needs: "" }, "14:09:00");
    const second = event("status_update", { conditions: "early", actions: "", needs: "" }, "14:05:00");
    expect(latestUpdate([first, second])?.conditions).toBe("late");
    const corrected = event("time_corrected", { ofSeq: first.seq, at: at("14:01:00"), reason: "" });
    expect(latestUpdate([first, second, corrected])?.conditions).toBe("early");
  });
});

describe("links", () => {
  it("stand until they are taken away, one per incident and relation", () => {
    const { incident_linked: link } = EVENT_DATA;
    const linked = event("incident_linked", link);
    const again = event("incident_linked", { ...link, relation: "related" });
    expect(linksOf([linked, again, linked])).toHaveLength(2);
    expect(linksOf([linked, again, event("incident_unlinked", link)])).toMatchObject([{ relation: "related" }]);
  });
});
