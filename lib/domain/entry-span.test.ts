import { describe, expect, it } from "vitest";
import { entrySpansOf, isEntryWithin } from "./entry-span";
import { drawnSpan } from "./trace-drawing.fixture";

describe("where a trace enters a service", () => {
  it("is its server spans and those that another service or nobody called, not its own inner ones", () => {
    const spans = [
      drawnSpan("g", [0, 100], { service: "gateway", kind: "server" }),
      drawnSpan("o1", [10, 50], { service: "order", kind: "server", parentSpanId: "g" }),
      drawnSpan("inner", [20, 40], { service: "order", parentSpanId: "o1" }),
      drawnSpan("retry", [55, 90], { service: "order", parentSpanId: "g" }),
      drawnSpan("lost", [5, 9], { service: "order", parentSpanId: "none" }),
    ];
    expect(entrySpansOf({ traceId: "t", spans }, "order").map(({ spanId }) => spanId)).toEqual(["lost", "o1", "retry"]);
  });

  it("falls into the cell in which it ended: times closed below, durations closed above", () => {
    const cell = { fromMs: 1_000, toMs: 2_000, minMs: 100, maxMs: 300 };
    const ending = (endMs: number, durationMs: number) => drawnSpan("s", [(endMs - durationMs) * 1_000, endMs * 1_000]);
    const held = [
      ending(1_000, 300),
      ending(1_999, 101),
      ending(2_000, 200),
      ending(999, 200),
      ending(1_500, 100),
      ending(1_500, 301),
    ];
    expect(held.map((span) => isEntryWithin(span, cell))).toEqual([true, true, false, false, false, false]);
    expect(isEntryWithin(ending(1_500, 0), { ...cell, minMs: 0 })).toBe(true);
    expect(isEntryWithin(ending(1_500, 9_000), { ...cell, maxMs: null })).toBe(true);
  });
});
