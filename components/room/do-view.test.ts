import { describe, expect, it } from "vitest";
import { eventFromWire } from "@/lib/contracts/events";
import type { Diagnosis } from "@/lib/domain/cause";
import { incidentOf } from "@/lib/domain/incident";
import { currentPlanOf, doViewOf } from "./do-view";
import { STORY_DIAGNOSIS, STORY_NOW_MS, storyEvents, storyMitigation, storyRecovery } from "./fixture";

function view(options: { diagnosis?: Diagnosis | null; recovery?: number; plans?: boolean } = {}) {
  const events = [...storyEvents(), ...storyRecovery().slice(0, options.recovery ?? 0)].map(eventFromWire);
  return doViewOf({
    incident: incidentOf(events),
    events,
    diagnosis: options.diagnosis === undefined ? STORY_DIAGNOSIS : options.diagnosis,
    mitigations: options.plans === false ? [] : [storyMitigation()],
    nowMs: STORY_NOW_MS,
  });
}
const topWith = (mitigation: "none" | "rollback"): Diagnosis => ({
  ...STORY_DIAGNOSIS,
  hypotheses: STORY_DIAGNOSIS.hypotheses.map((hypothesis) => ({ ...hypothesis, mitigation })),
});

describe("what the room proposes", () => {
  it("is the rollback with its plan when the top cause asks for one", () => {
    expect(view()).toMatchObject({ kind: "rollback", plan: { status: "planned" } });
    expect(view({ plans: false })).toMatchObject({ kind: "rollback", plan: null });
  });
  it("is no rollback while there is no diagnosis or it does not suffice", () => {
    expect(view({ diagnosis: null })).toMatchObject({ kind: "no_rollback", reason: "not_diagnosed" });
    expect(view({ diagnosis: { ...STORY_DIAGNOSIS, isInsufficient: true } })).toMatchObject({
      kind: "no_rollback",
      reason: "insufficient",
    });
  });
  it("is no rollback when the top cause is not cured by one", () => {
    expect(view({ diagnosis: topWith("none") })).toMatchObject({ kind: "no_rollback", reason: "other" });
  });
  it("is the progress from the approval on", () => {
    expect(view({ recovery: 2 }).kind).toBe("progress");
  });
  it("does not offer a plan that has expired", () => {
    expect(currentPlanOf([storyMitigation()], storyMitigation().preview.expiresAt.getTime())).toBeNull();
  });
});
