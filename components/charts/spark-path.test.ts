import { describe, expect, it } from "vitest";
import { areaPath, heightOf, linePath } from "./spark-path";
import { overLimit, stripScaleOf } from "./strip-scale";

const SCALE = { bottom: 0, top: 10 };

describe("a spark line", () => {
  it("goes through the middle of each column, zero at the foot", () => {
    expect(linePath([0, 5, 10], SCALE)).toBe("M0.5 1L1.5 0.5L2.5 0");
  });
  it("ends at a gap, and shows a lonely value as a point", () => {
    //  ■ ■ · ■ · ■ ■
    expect(linePath([10, 10, null, 5, null, 0, 0], SCALE)).toBe("M0.5 0L1.5 0M3.5 0.5h0M5.5 1L6.5 1");
    expect(linePath([null, null], SCALE)).toBe("");
  });
  it("fills between low and high, apart where a gap is", () => {
    expect(areaPath([[0, 10], [5, 10], null, [0, 5]], SCALE)).toBe("M0.5 0L1.5 0L1.5 0.5L0.5 1ZM3.5 0.5L3.5 1Z");
  });
});

describe("the scale of a strip", () => {
  it("begins at zero and leaves air above the highest of lines, limit and band", () => {
    expect(stripScaleOf([[1, null, 4]], 50, null)).toEqual({ bottom: 0, top: 53 });
    expect(stripScaleOf([[1, 4]], null, [[0, 100], null])).toEqual({ bottom: 0, top: 106 });
    expect(stripScaleOf([[]], null, null)).toEqual({ bottom: 0, top: 1 });
  });
  it("begins near the lowest value when all are far from zero and nothing limits them", () => {
    const scale = stripScaleOf([[100, 101]], null, null);
    expect(scale.bottom).toBe(90);
    expect(heightOf(100, scale)).toBeGreaterThan(0.3);
  });
  it("knows what is over the limit", () => {
    expect(overLimit([1, 5, null], 4)).toEqual([[4, 4], [4, 5], null]);
  });
  it("tints a single value over the limit between two below it", () => {
    //    ▲
    //  ■───■   limit 5
    expect(areaPath(overLimit([0, 10, 0], 5), SCALE)).toBe("M0.5 0.5L1.5 0L2.5 0.5L2.5 0.5L1.5 0.5L0.5 0.5Z");
  });
});
