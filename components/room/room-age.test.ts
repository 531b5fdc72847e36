import { describe, expect, it } from "vitest";
import { STORY_NOW_MS, storyFrame } from "./fixture";
import { roomAgeOf } from "./room-age";

describe("how live the room is", () => {
  const frame = storyFrame();
  it("is live with the age of its frame", () => {
    expect(roomAgeOf("live", frame, STORY_NOW_MS)).toEqual({ state: "live", frameAgeMs: 400, sinceMs: null });
  });
  it("says that signals are stale although events are live", () => {
    const stale = storyFrame({ stale: true });
    expect(roomAgeOf("live", stale, STORY_NOW_MS)).toMatchObject({
      state: "stale",
      sinceMs: stale.signals.failingSinceMs,
    });
  });
  it("does not call a picture live that no tick has renewed", () => {
    expect(roomAgeOf("live", frame, STORY_NOW_MS + 60_000)).toMatchObject({ state: "stale", sinceMs: frame.atMs });
  });
  it("says first that events are not live", () => {
    expect(roomAgeOf("down", storyFrame({ stale: true }), STORY_NOW_MS).state).toBe("down");
  });
});
