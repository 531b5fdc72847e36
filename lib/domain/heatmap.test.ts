import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnShareOf, deaccumulate, latencyAxisOf } from "./heatmap";

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

  it("draws the zero band and the open ends as high as their neighbours, and mirrors what is below zero", () => {
    // (-inf, -0.4] (-0.4, -0.1] (-0.1, 0.1] (0.1, 0.4] (0.4, inf)
    const signed = latencyAxisOf([-0.4, -0.1, 0.1, 0.4]);
    const heights = signed.map(({ y0, y1 }) => y1 - y0);
    for (const height of heights) expect(height).toBeCloseTo(0.2);
    expect(signed.map(({ lowS, highS }) => [lowS, highS])).toEqual([
      [null, -0.4],
      [-0.4, -0.1],
      [-0.1, 0.1],
      [0.1, 0.4],
      [0.4, null],
    ]);
  });

  it("has a row for what is at most zero when a bound is zero", () => {
    expect(latencyAxisOf([0, 0.1]).map(({ lowS, highS }) => [lowS, highS])).toEqual([
      [null, 0],
      [0, 0.1],
      [0.1, null],
    ]);
  });

  it("gives bounds that differ in their last digit only rows of their own", () => {
    const rows = latencyAxisOf([999999999.9999976, 999999999.9999977]);
    expect(rows.map(({ y0, y1 }) => y1 - y0)).toEqual([1 / 3, expect.closeTo(1 / 3), expect.closeTo(1 / 3)]);
  });

  it("covers 0 to 1 without a hole, whatever the bounds", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }), (bounds) => {
        const rows = latencyAxisOf([...bounds].sort((a, b) => a - b));
        expect(rows).toHaveLength(bounds.length + 1);
        expect([rows[0]?.y0, rows.at(-1)?.y1]).toEqual([0, 1]);
        for (const [i, row] of rows.entries()) expect(row.y0).toBe(i === 0 ? 0 : rows[i - 1]?.y1);
        for (const { y0, y1 } of rows) expect(y1).toBeGreaterThanOrEqual(y0);
      }),
    );
  });

  it("draws nothing without bounds", () => {
    expect(latencyAxisOf([])).toEqual([]);
  });
});

describe("columnShareOf", () => {
  it("tells the share of a column", () => {
    expect(columnShareOf([1, 3], 1)).toBe(0.75);
    expect(columnShareOf([0, 0], 1)).toBeNull();
    expect(columnShareOf(null, 0)).toBeNull();
  });
});
