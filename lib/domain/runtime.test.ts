import { describe, expect, it } from "vitest";
import { growthPerMin, medianOf } from "./runtime";

const STEP = 10_000;

describe("growth per minute", () => {
  it("is the slope of a leak: 3 every 10 s are 18 a minute", () => {
    expect(growthPerMin([100, 103, 106, 109, 112, 115], STEP)).toBe(18);
  });

  it("is not bent by a spike, a restart or gaps", () => {
    //                                    spike       gap
    expect(growthPerMin([100, 101, 102, 900, 104, null, 106, 107, 108], STEP)).toBe(6);
    expect(growthPerMin([40, 40, 41, 40, 2_000, 40, 40, 41], STEP)).toBe(0);
  });

  it("looks at the last five minutes only, however fine the step", () => {
    // |--- 10 min flat ---|--- 5 min rising by one a second ---|
    const values = [...Array(600).fill(50), ...Array.from({ length: 301 }, (_, i) => 50 + i)];
    expect(growthPerMin(values, 1_000)).toBeCloseTo(60, 0);
  });

  it("is unknown of fewer than five samples", () => {
    expect(growthPerMin([1, 2, 3, 4], STEP)).toBeNull();
    expect(growthPerMin([null, null, null, null, null, null], STEP)).toBeNull();
    expect(growthPerMin([], STEP)).toBeNull();
  });
});

describe("the median", () => {
  it("leaves gaps out", () => {
    expect(medianOf([3, null, 1, 2])).toBe(2);
    expect(medianOf([1, 2])).toBe(1.5);
    expect(medianOf([null])).toBeNull();
  });
});
