import { describe, expect, it } from "vitest";
import { createSharedAnswers } from "./shared-answers";

function counted() {
  let asked = 0;
  return { ask: async () => ++asked, asked: () => asked };
}

describe("shared answers", () => {
  it("ask once for all who want the same, then again when the answer is old", async () => {
    const answers = createSharedAnswers<number>({ ttlMs: 100, max: 9 });
    const { ask, asked } = counted();
    const all = await Promise.all(Array.from({ length: 50 }, () => answers.get("k", 0, ask)));
    expect(new Set(all)).toEqual(new Set([1]));
    expect(await answers.get("k", 99, ask)).toBe(1);
    expect(await answers.get("k", 100, ask)).toBe(2);
    expect(asked()).toBe(2);
  });

  it("keep questions apart and hold no more than they may", async () => {
    const answers = createSharedAnswers<number>({ ttlMs: 100, max: 2 });
    const { ask } = counted();
    expect([await answers.get("a", 0, ask), await answers.get("b", 0, ask), await answers.get("c", 0, ask)]).toEqual([
      1, 2, 3,
    ]);
    expect(await answers.get("c", 1, ask)).toBe(3);
    expect(await answers.get("a", 1, ask)).toBe(4);
  });

  it("forget a failure", async () => {
    const answers = createSharedAnswers<number>({ ttlMs: 100, max: 2 });
    await expect(answers.get("a", 0, () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    expect(await answers.get("a", 1, async () => 7)).toBe(7);
  });
});
