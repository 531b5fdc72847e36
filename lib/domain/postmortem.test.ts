import { describe, expect, it } from "vitest";
import { FIREBREAK } from "./actor";
import type { NewEvent, TimelineEvent } from "./events";
import { incidentOf } from "./incident";
import { draftPostmortem } from "./postmortem";

const START = Date.UTC(2026, 4, 12, 14, 2, 49);
const at = (seconds: number) => new Date(START + seconds * 1_000);

function listOf(events: readonly NewEvent[]): readonly TimelineEvent[] {
  return events.map((event, index) => ({
    id: `e${index}`,
    incidentId: "i",
    seq: index + 1,
    recordedAt: event.at,
    ...event,
  }));
}

const OPENED: NewEvent = {
  kind: "opened",
  at: at(0),
  actor: FIREBREAK,
  data: {
    title: "order p95 | <b>latency</b>",
    service: "order",
    team: "checkout",
    environment: "demo",
    severity: "SEV-2",
    severityReason: "critical",
    groupingReason: "new_key",
    recurrenceOf: null,
    origin: "alert",
    detectedAt: at(0).toISOString(),
  },
};

function draft(events: readonly TimelineEvent[]): string {
  return draftPostmortem({ incident: incidentOf(events), number: 128, events, diagnosis: null, now: at(1_200) });
}

describe("draftPostmortem", () => {
  it("names a phase overrun and by how much", () => {
    const text = draft(listOf([OPENED, { kind: "acknowledged", at: at(150), actor: FIREBREAK, data: {} }]));
    expect(text).toContain("- **acknowledge** took 2 m 30 s, 30 s over its limit.");
  });

  it("names the overrun of the whole response", () => {
    expect(draft(listOf([OPENED]))).toContain("- The whole response took 20 m 00 s, 3 m 00 s over its 17 m 00 s.");
  });

  it("of a part sends the reader to the whole", () => {
    const into = { incidentId: "i2", number: 127, title: "payment errors" };
    const merged: NewEvent = {
      kind: "merged_into",
      at: at(900),
      actor: FIREBREAK,
      data: { into, reason: "Same | release", moved: 3 },
    };
    const text = draft(listOf([OPENED, merged]));
    expect(text).toContain("It is part of #127 since 14:17:49, and is measured there.");
    expect(text).toContain("- part of #127 payment errors: Same \\| release");
    expect(text).toContain("The clock went on in #127: see there.");
    expect(text).not.toContain("over its limit");
  });

  it("proposes tasks that are still open as actions, with who has them", () => {
    const task = (taskId: string, title: string, name: string | null): NewEvent => ({
      kind: "task_added",
      at: at(60),
      actor: FIREBREAK,
      data: { taskId, title, assignee: name === null ? null : { id: name, name } },
    });
    const done: NewEvent = {
      kind: "task_finished",
      at: at(90),
      actor: FIREBREAK,
      data: { taskId: "t1", title: "Tell support", isDone: true },
    };
    const text = draft(
      listOf([OPENED, task("t1", "Tell support", null), task("t2", "Add a | probe", "Ana Diaz"), done]),
    );
    const actions = text.slice(text.indexOf("## What we change"));
    expect(actions).toContain("| Add a \\| probe | Ana Diaz |  |  |");
    expect(actions).not.toContain("Tell support");
  });

  it("escapes what people and alerts wrote", () => {
    const text = draft(listOf([OPENED]));
    expect(text).toContain("# \\#128 order p95 \\| \\<b\\>latency\\</b\\>");
  });

  it("leaves an unknown impact start unknown instead of taking the alert's time", () => {
    expect(draft(listOf([OPENED]))).toContain("Impact started: not known. Enter it in the war room.");
  });

  it("holds both diagrams and says how it ended", () => {
    const text = draft(
      listOf([
        OPENED,
        { kind: "resolved", at: at(600), actor: FIREBREAK, data: { how: "by_itself", reason: "window_passed" } },
      ]),
    );
    expect(text).toContain("```mermaid\ngantt");
    expect(text).toContain("```mermaid\nsequenceDiagram");
    expect(text).toContain("It was resolved by itself, with recovery verified after 10 m 00 s.");
  });
});
