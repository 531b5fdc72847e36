import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnShareOf, deaccumulate, latencyAxisOf, shadesOf } from "./heatmap";

describe("deaccumulate", () => {
  it("turns cumulative buckets into counts, the open band last", () => {
    expect(deaccumulate([2, 5, 5, 9])).toEqual({ counts: [2, 3, 0, 4], isMonotone: true });
  });

  it("clamps a bucket below the one under it and says so, without inventing requests", () => {
    expect(deaccumulate([4, 3, 6])).toEqual({ counts: [4, 0, 2], isMonotone: false });
  });

  it("knows no data from no requests", () => {
    expect(deaccumulate([1, 2, null])).toBeNull();
    expect(deaccumulate([])).toBeNull();
    expect(deaccumulate([0, 0, 0])).toEqual({ counts: [0, 0, 0], isMonotone: true });
  });

  it("never yields a negative cell, whatever a server sends", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(null))), (cumulative) => {
        const split = deaccumulate(cumulative);
        expect(split?.counts.every((count) => count >= 0) ?? true).toBe(true);
      }),
    );
  });
});

describe("latencyAxisOf", () => {
  const axis = latencyAxisOf([0.1, 0.2, 0.4, 1.6]);

  it("gives equal ratios equal height and wider ones more", () => {
    const height = (row: number) => (axis[row]?.y1 ?? 0) - (axis[row]?.y0 ?? 0);
    expect(height(1)).toBeCloseTo(height(2));
    expect(height(3)).toBeCloseTo(2 * height(2));
  });

  it("keeps the true bounds: from zero, and an open band on top", () => {
    expect(axis[0]).toMatchObject({ lowS: 0, highS: 0.1, y0: 0 });
    expect(axis.at(-1)).toMatchObject({ lowS: 1.6, highS: null, y1: 1 });
  });

  it("draws nothing without bounds", () => {
    expect(latencyAxisOf([])).toEqual([]);
  });
});

describe("shadesOf", () => {
  const columns = [[1, 0, 1_000], null, [10, 10, 0]];

  it("ranks, so that one busy cell does not pale all others", () => {
    expect(shadesOf(columns, "rank")).toEqual([[1 / 3, null, 1], null, [2 / 3, 2 / 3, null]]);
    expect(shadesOf(columns, "linear")[0]?.[0]).toBe(0.001);
    expect(shadesOf(columns, "log")[0]?.[0]).toBeCloseTo(Math.log(2) / Math.log(1_001));
  });

  it("tells the share of a column", () => {
    expect(columnShareOf([1, 3], 1)).toBe(0.75);
    expect(columnShareOf([0, 0], 1)).toBeNull();
    expect(columnShareOf(null, 0)).toBeNull();
  });
});
