import { describe, expect, it } from "vitest";
import { storyFrame } from "./fixture";
import { drawnLimit, runtimeViewOf } from "./runtime-view";

describe("the runtime section", () => {
  it("has a row per known figure against its baseline, with how many pods", () => {
    const { rows, pods } = runtimeViewOf(storyFrame());
    expect(pods).toBe(6);
    expect(rows.map(({ id, was }) => [id, was])).toEqual([
      ["goroutines", 1294],
      ["heap", 325e6],
      ["allocation", 61e6],
      ["gc", 1.3],
      ["files", 212],
      ["pool", 38],
      ["cpu", 2.1],
      ["memory", 610e6],
    ]);
  });

  it("names what has no series instead of drawing zero", () => {
    const frame = storyFrame();
    const { rows, missing, pods } = runtimeViewOf({
      ...frame,
      runtime: { ...frame.runtime, state: "unknown", data: null, reason: "no_data" },
    });
    expect(missing).toEqual(["files", "pool", "cpu", "memory"]);
    expect(rows.map(({ id }) => id)).toEqual(["goroutines", "heap", "allocation", "gc"]);
    expect(pods).toBeNull();
  });

  it("draws a limit only when the figure comes near it", () => {
    const { rows } = runtimeViewOf(storyFrame());
    const limitOf = (id: string) => {
      const row = rows.find((one) => one.id === id);
      return row ? drawnLimit(row) : null;
    };
    expect(limitOf("pool")).toBe(120);
    expect(limitOf("files")).toBeNull();
    expect(limitOf("memory")).toBeNull();
  });

  it("says how fast goroutines grow", () => {
    const frame = storyFrame();
    const data = frame.signals.data;
    if (data === null) throw new Error("the story has signals");
    // ten more each 10 s
    const goroutines = data.goroutines.map((_, i) => 100 + 10 * i);
    const { rows } = runtimeViewOf({ ...frame, signals: { ...frame.signals, data: { ...data, goroutines } } });
    expect(rows[0]?.perMin).toBe(60);
  });
});
