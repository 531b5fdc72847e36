import { describe, expect, it } from "vitest";
import { lockOf, movedOf } from "./approval";
import { STORY_NOW_MS, storyMitigation } from "./fixture";

const { preview } = storyMitigation();
const waivers = [{ guardId: "traceable_image" as const, reason: "seen running yesterday" }];
const ready = { preview, waivers, confirm: "order r6", canApprove: true, nowMs: STORY_NOW_MS };

describe("the approval button", () => {
  it("is free when every guard passes or is waived and the words are typed", () => expect(lockOf(ready)).toBeNull());
  it("says that a guard fails before anything else that is missing", () => {
    const failing = storyMitigation({ fail: true }).preview;
    expect(lockOf({ ...ready, preview: failing, waivers: [], confirm: "" })).toEqual({
      code: "fails",
      params: { n: 1 },
    });
  });
  it("does not take an unknown for a pass", () => expect(lockOf({ ...ready, waivers: [] })?.code).toBe("unknown"));
  it("wants the exact words in production", () => {
    expect(lockOf({ ...ready, confirm: "order" })).toEqual({ code: "confirm", params: { text: "order r6" } });
    expect(lockOf({ ...ready, confirm: "", preview: { ...preview, confirmText: null } })).toBeNull();
  });
  it("is locked for who may not approve, and for a plan that has expired", () => {
    expect(lockOf({ ...ready, canApprove: false })?.code).toBe("role");
    expect(lockOf({ ...ready, nowMs: preview.expiresAt.getTime() })?.code).toBe("expired");
  });
  it("reads what moved from a refusal, and nothing from anything else", () => {
    const moved = [{ path: "spec.template", planned: "a", now: "b" }];
    expect(movedOf({ moved, error: { code: "moved" } })).toEqual(moved);
    expect([movedOf(null), movedOf({ moved: "yes" })]).toEqual([[], []]);
  });
});
