// @vitest-environment jsdom
import fc from "fast-check";
import mermaid from "mermaid";
import { describe, expect, it } from "vitest";
import type { Actor } from "../actor";
import type { TimelineEvent } from "../events";
import { mermaidText } from "./escape";
import { ganttChart } from "./gantt";
import { sequenceDiagram } from "./sequence";
import { timelineDiagram } from "./timeline";

const START = Date.UTC(2026, 4, 12, 14, 2, 49);
const LI_WEI: Actor = { kind: "person", id: "u1", name: "Li Wei" };

function note(seq: number, text: string, name = LI_WEI.name): TimelineEvent {
  const at = new Date(START + seq * 1_000);
  const actor: Actor = { kind: "person", id: name, name };
  return { id: `e${seq}`, incidentId: "i", seq, kind: "note_added", at, recordedAt: at, actor, data: { text } };
}

/** Texts that have broken Mermaid: statement ends, comments, directives, entities, keywords, markup, emoji, Chinese. */
const HOSTILE = [
  "order; payment",
  "said \"no\" and 'yes'",
  "%%{init: {'theme':'dark'}}%%",
  "%% not a comment",
  "#35; #quot; #nope",
  "end",
  "loop forever",
  "wrap: me",
  "participant X",
  "<script>alert(1)</script><br/>",
  "a -->> b: c",
  "订单服务 p95 延迟过高；请回滚",
  "🔥🧯 on fire",
  "line\nbreak\r\nand\ttab",
  "---",
  "$$x^2$$",
  "",
  "   ",
  "\ud800 lone",
  "a".repeat(5_000),
  "section Fake",
  "title Fake",
  "click me call()",
  "x :done, 2026-01-01, 1d",
  "note over p0: hi",
  "@{ shape: cat }",
  "`code`",
  "C:\\temp",
];

async function isValid(text: string): Promise<string | true> {
  try {
    await mermaid.parse(text);
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("sequenceDiagram", () => {
  it.each(HOSTILE)("is valid for Mermaid's parser with the text %j as note, name and title", async (text) => {
    expect(await isValid(sequenceDiagram([note(1, text, text)], { title: text }))).toBe(true);
  });

  it("is valid for any text at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        expect(await isValid(sequenceDiagram([note(1, text, text)], { title: text }))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("stays valid and keeps every note at 500 events", async () => {
    const events = Array.from({ length: 500 }, (_, index) => note(index + 1, `step ${index + 1}`));
    const text = sequenceDiagram(events, { title: "#128" });
    expect(await isValid(text)).toBe(true);
    expect(text.match(/->>/g)).toHaveLength(500);
  });

  it("joins a burst of alerts into one message with its count", () => {
    const burst = [1, 2, 3].map((seq): TimelineEvent => {
      const at = new Date(START + seq);
      const data = {
        deliveryId: "d",
        fired: 1,
        resolved: 0,
        firingNow: seq,
        earliestStartsAt: null,
        latestEndsAt: null,
        episodes: [],
        truncatedAlerts: 0,
        services: [],
        severity: null,
      };
      return { id: `e${seq}`, incidentId: "i", seq, kind: "alerts_changed", at, recordedAt: at, actor: LI_WEI, data };
    });
    const lines = sequenceDiagram(burst, { title: "x" })
      .split("\n")
      .filter((line) => line.includes("->>"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("(×3)");
  });

  it("says the day once and again when it changes", () => {
    const text = sequenceDiagram([note(1, "a"), note(2, "b"), note(60 * 60 * 12, "c")], { title: "x" });
    expect(text.match(/Note over/g)).toHaveLength(2);
  });
});

describe("ganttChart", () => {
  const bar = (name: string) => ({
    section: name,
    name,
    start: new Date(START),
    end: new Date(START + 61_000),
    budgetMs: 60_000,
  });

  it.each(HOSTILE)("is valid for Mermaid's parser with the text %j as section, bar and title", async (text) => {
    expect(await isValid(ganttChart([bar(text)], { title: text, now: new Date(START) }))).toBe(true);
  });

  it("gives times that Mermaid reads as times: an end with a zone would be a bar of no length", () => {
    const text = ganttChart([bar("Ack")], { title: "x", now: new Date(START) });
    expect(text).toContain("dateFormat YYYY-MM-DDTHH:mm:ss.SSS\n");
    expect(text).not.toMatch(/\dZ/);
  });

  it("marks a phase over its budget as critical and a running one as active", () => {
    const text = ganttChart([bar("Ack"), { ...bar("Locate"), end: null, budgetMs: 300_000 }], {
      title: "x",
      now: new Date(START + 5_000),
    });
    expect(text).toContain(
      "Ack#44; 1 m 01 s of 1 m 00 s :crit, done, 2026-05-12T14:02:49.000, 2026-05-12T14:03:50.000",
    );
    expect(text).toContain("Locate#44; 5 s of 5 m 00 s :active, 2026-05-12T14:02:49.000, 2026-05-12T14:02:54.000");
  });
});

describe("timelineDiagram", () => {
  it.each(HOSTILE)("is valid for Mermaid's parser with the text %j as note and title", async (text) => {
    expect(await isValid(timelineDiagram([note(1, text), note(90, text)], { title: text }))).toBe(true);
  });

  it("gathers what happened in one minute under that minute", () => {
    const text = timelineDiagram([note(1, "a"), note(2, "b"), note(90, "c")], { title: "x" });
    expect(text.split("\n").filter((line) => line.includes(" : "))).toHaveLength(2);
  });
});

describe("mermaidText", () => {
  it("shortens a long label and never cuts a character in half", () => {
    const text = mermaidText("🔥".repeat(200));
    expect([...text]).toHaveLength(120);
    expect(text.endsWith("…")).toBe(true);
  });
});
