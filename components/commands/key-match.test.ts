import { describe, expect, it } from "vitest";
import { keyOf, matched } from "./key-match";

const KNOWN = new Set(["a", "r", "g b", "g r", "?"]);

/** Presses keys one after another, `everyMs` apart; what they meant. */
function meaningOf(keys: string, everyMs = 100): (string | null)[] {
  let pressed: Parameters<typeof matched>[0] = null;
  return keys.split(" ").map((key, index) => {
    const outcome = matched(pressed, { key, atMs: 5_000 + index * everyMs }, KNOWN);
    pressed = outcome.pressed;
    return outcome.keys;
  });
}

describe("keys", () => {
  it("mean a command alone, or as the second of a chord", () => {
    expect(meaningOf("a ?")).toEqual(["a", "?"]);
    expect(meaningOf("g b")).toEqual([null, "g b"]);
  });
  it("of a chord do not fall back to the single key of the same letter", () => {
    expect(meaningOf("g r r")).toEqual([null, "g r", "r"]);
  });
  it("of a chord come within a second", () => expect(meaningOf("g r", 1_000)).toEqual([null, "r"]));
  it("start the chord again, and forget it after another key", () => {
    expect(meaningOf("g g b")).toEqual([null, null, "g b"]);
    expect(meaningOf("g x b")).toEqual([null, null, null]);
  });
});

describe("the name of a key", () => {
  it("is the small letter with caps lock, the capital one with Shift", () => {
    expect(keyOf({ key: "A", code: "KeyA", shiftKey: false })).toBe("a");
    expect(keyOf({ key: "A", code: "KeyA", shiftKey: true })).toBe("A");
  });
  it("is what is printed on it, wherever it lies", () => {
    expect(keyOf({ key: "?", code: "Minus", shiftKey: true })).toBe("?");
    expect(keyOf({ key: "a", code: "KeyQ", shiftKey: false })).toBe("a");
  });
  it("is the Latin letter of its place in another script", () =>
    expect(keyOf({ key: "ф", code: "KeyA", shiftKey: false })).toBe("a"));
});
