import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSharedReads, type SharedReads } from "./shared-reads";

const TOOK_MS = 100;
let reads: SharedReads<string>;
let started: number[];
const load = async () => {
  started.push(Date.now());
  await new Promise((resolve) => setTimeout(resolve, TOOK_MS));
  return `answer ${started.length}`;
};
const ask = () => reads.get("board", load);
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  started = [];
  reads = createSharedReads({ clock: { now: () => new Date() }, maxEntries: 2, maxAgeMs: 5_000 });
});
afterEach(() => vi.useRealTimers());

describe("a shared read", () => {
  it("is made once for all who ask while it runs, and serves while nothing changed", async () => {
    const answers = Promise.all(Array.from({ length: 200 }, ask));
    await passed(TOOK_MS);
    expect(new Set(await answers)).toEqual(new Set(["answer 1"]));
    expect(await ask()).toBe("answer 1");
  });

  it("is made again when it is old", async () => {
    void ask();
    await passed(5_000);
    const again = ask();
    await passed(TOOK_MS);
    expect(await again).toBe("answer 2");
  });

  it("answers a change that came while it ran with a later read, never with its own", async () => {
    //  |--read 1--|
    //       change, asked     |--read 2--|
    void ask();
    await passed(50);
    reads.expire();
    const after = ask();
    await passed(2_000);
    expect(await after).toBe("answer 2");
  });

  it("rests between reads in a storm of changes, and the last change is in the last answer", async () => {
    const answers: Promise<string>[] = [];
    for (let i = 0; i < 100; i += 1) {
      reads.expire();
      answers.push(ask());
      await passed(20);
    }
    await passed(2_000);
    await Promise.all(answers);
    const pauses = started.slice(1).map((at, index) => at - (started[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(TOOK_MS * 5);
    expect(started.at(-1)).toBeGreaterThanOrEqual(99 * 20);
  });

  it("does not keep a failure, nor more entries than it may", async () => {
    await expect(reads.get("x", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    for (const key of ["a", "b", "c", "a"]) {
      const answer = reads.get(key, load);
      await passed(TOOK_MS);
      await answer;
    }
    expect(started).toHaveLength(4);
  });
});
