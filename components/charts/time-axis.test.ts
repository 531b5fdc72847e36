import { describe, expect, it } from "vitest";
import { columnAt, columnTimeMs, ticksOf, timeAxisOf, xOf } from "./time-axis";

const axis = timeAxisOf({ fromMs: 1_000_000, toMs: 2_190_000, stepMs: 10_000 });

describe("the time axis", () => {
  it("has a column for both ends of the grid", () => expect(axis.columns).toBe(120));
  it("puts a column before the time that its values are for", () => {
    expect(columnTimeMs(axis, 0)).toBe(1_000_000);
    expect(xOf(axis, columnTimeMs(axis, 119))).toBe(1);
    expect(columnAt(axis, xOf(axis, 1_000_001))).toBe(1);
  });
  it("clamps what is outside", () => expect([columnAt(axis, -1), columnAt(axis, 2)]).toEqual([0, 119]));
  it("has round ticks only, and few", () => {
    const ticks = ticksOf(axis, 12);
    expect(ticks.length).toBeLessThanOrEqual(12);
    expect(ticks.every((at) => at % 120_000 === 0)).toBe(true);
  });
});
