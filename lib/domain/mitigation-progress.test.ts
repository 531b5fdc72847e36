import { describe, expect, it } from "vitest";
import type { TimelineEvent } from "./events";
import { EVENT_DATA, eventOf } from "./every-event.fixture";
import { mitigationProgressOf } from "./mitigation-progress";

const approved = eventOf("mitigation_approved", 1, "2026-05-12T14:07:30Z");
const patched = eventOf("mitigation_patched", 2, "2026-05-12T14:07:31Z");
const applied = eventOf("mitigation_applied", 3, "2026-05-12T14:08:20Z");
const watching = eventOf("verification_started", 4, "2026-05-12T14:08:21Z");
const states = (events: readonly TimelineEvent[]) =>
  mitigationProgressOf(events, "m1")
    ?.steps.map(({ state }) => state)
    .join(" ");

describe("the progress of a mitigation", () => {
  it("begins with the approval", () => {
    expect(mitigationProgressOf([eventOf("mitigation_planned", 1)], "m1")).toBeNull();
    expect(states([approved])).toBe("done running waiting waiting");
  });

  it("goes patch, rollout, recovery", () => {
    expect(states([approved, patched])).toBe("done done running waiting");
    expect(states([approved, patched, applied])).toBe("done done done running");
  });

  it("takes a rollout that was found complete after a crash as patched, too", () => {
    expect(states([approved, applied])).toBe("done done done running");
  });

  it("counts the window from its last restart and says which limit broke", () => {
    const restarted = eventOf("verification_restarted", 5, "2026-05-12T14:09:10Z");
    expect(mitigationProgressOf([approved, patched, applied, watching, restarted], "m1")?.window).toMatchObject({
      endsAt: new Date("2026-05-12T14:12:10Z"),
      restarts: 1,
      lastBreach: { metric: "p95_ms", value: 212, limit: 180 },
    });
  });

  it("never shows an inconclusive or missed recovery as done", () => {
    const verdictOf = (verdict: "recovered" | "not_recovered" | "inconclusive") =>
      states([
        approved,
        patched,
        applied,
        watching,
        eventOf("recovery_checked", 5, undefined, { ...EVENT_DATA.recovery_checked, verdict }),
      ])?.split(" ")[3];
    expect([verdictOf("recovered"), verdictOf("not_recovered"), verdictOf("inconclusive")]).toEqual([
      "done",
      "failed",
      "unknown",
    ]);
  });

  it("stops at the step that failed, and goes on when an unknown outcome is found to be patched", () => {
    const unknown = eventOf("mitigation_unknown", 2);
    expect(states([approved, eventOf("mitigation_failed", 2)])).toBe("done failed waiting waiting");
    expect(states([approved, unknown])).toBe("done unknown waiting waiting");
    expect(states([approved, unknown, patched])).toBe("done done running waiting");
  });

  it("is not moved by another mitigation", () => {
    expect(
      states([
        approved,
        eventOf("mitigation_applied", 2, undefined, { ...EVENT_DATA.mitigation_applied, mitigationId: "m2" }),
      ]),
    ).toBe("done running waiting waiting");
  });
});
