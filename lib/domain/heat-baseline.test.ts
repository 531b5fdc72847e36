import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excessShare, sharesOnRows } from "./heat-baseline";
import { latencyAxisOf } from "./heatmap";

describe("sharesOnRows", () => {
  it("is the same distribution on the same rows", () => {
    const boundsS = [0.1, 0.2, 0.4];
    expect(sharesOnRows({ boundsS, counts: [10, 60, 25, 5] }, latencyAxisOf(boundsS))).toEqual({
      shares: [0.1, 0.6, 0.25, 0.05],
      n: 100,
    });
  });

  it("adds up on coarser rows and divides on finer ones by their log width", () => {
    // (0.1 ─── 0.4] on (0.1, 0.2] (0.2, 0.4]: equal ratios, equal parts
    expect(sharesOnRows({ boundsS: [0.1, 0.4], counts: [0, 8, 0] }, latencyAxisOf([0.1, 0.2, 0.4]))?.shares).toEqual([
      0,
      expect.closeTo(0.5),
      expect.closeTo(0.5),
      0,
    ]);
    expect(sharesOnRows({ boundsS: [0.1, 0.2, 0.4], counts: [0, 4, 4, 0] }, latencyAxisOf([0.4]))?.shares).toEqual([
      1, 0,
    ]);
  });

  it("is nothing without requests", () => {
    expect(sharesOnRows({ boundsS: [1], counts: [0, 0] }, latencyAxisOf([1]))).toBeNull();
  });

  it("always adds up to one", () => {
    const bounds = fc
      .uniqueArray(fc.integer({ min: -5, max: 200 }), { minLength: 1, maxLength: 20 })
      .map((values) => values.sort((a, b) => a - b).map((value) => value / 10));
    fc.assert(
      fc.property(bounds, bounds, fc.array(fc.nat(1000), { minLength: 21, maxLength: 21 }), (from, to, counts) => {
        const shares = sharesOnRows({ boundsS: from, counts: counts.slice(0, from.length + 1) }, latencyAxisOf(to));
        if (shares !== null) expect(shares.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("excessShare", () => {
  it("tells a new cluster from the usual band", () => {
    expect(excessShare({ count: 1_500, total: 4_000 }, { share: 0.004, n: 366_000 })).toBeCloseTo(0.371, 3);
    expect(excessShare({ count: 1_000, total: 4_000 }, { share: 0.6, n: 366_000 })).toBe(0);
  });

  it("takes one request of a thin column for chance, and many for a change", () => {
    expect(excessShare({ count: 1, total: 12 }, { share: 0.02, n: 5_000 })).toBe(0);
    expect(excessShare({ count: 8, total: 12 }, { share: 0.02, n: 5_000 })).toBeGreaterThan(0.6);
  });

  it("is nothing where there is nothing to compare", () => {
    expect(excessShare({ count: 0, total: 0 }, { share: 0.5, n: 100 })).toBe(0);
    expect(excessShare({ count: 5, total: 5 }, { share: 0, n: 0 })).toBe(0);
  });
});
