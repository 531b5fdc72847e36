import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distributionOf, wilsonInterval } from "./distribution";

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("distributionOf", () => {
  it("says nothing of a median below five samples but keeps every dot", () => {
    const few = distributionOf([3, 1, 2, 4]);
    expect(few.values).toEqual([1, 2, 3, 4]);
    expect([few.median, few.medianInterval, few.p95]).toEqual([null, null, null]);
  });

  // Binomial(6, ½): P(X ≤ 0) = 0.0156 ≤ 0.025 < P(X ≤ 1), so the first and last of six; five samples reach only 0.9375.
  it("gives the median's interval from order statistics once six samples allow 95 %", () => {
    expect(distributionOf(oneTo(5)).medianInterval).toBeNull();
    expect(distributionOf(oneTo(6)).medianInterval).toEqual({ low: 1, high: 6 });
  });

  // Tabled: n = 20 → ranks 6 and 15.
  it("agrees with the tabled ranks for twenty samples", () => {
    expect(distributionOf(oneTo(20)).medianInterval).toEqual({ low: 6, high: 15 });
    expect(distributionOf(oneTo(20)).median).toBe(10.5);
  });

  it("does not underflow at two thousand samples", () => {
    const interval = distributionOf(oneTo(2_000)).medianInterval;
    expect(interval?.low).toBeGreaterThan(950);
    expect(interval?.high).toBeLessThan(1_050);
  });

  it("draws a step per sample that ends at one, inside its band", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (samples) => {
          const { ecdf } = distributionOf(samples);
          expect(ecdf.at(-1)?.share).toBe(1);
          for (const point of ecdf) expect(point.low <= point.share && point.share <= point.high).toBe(true);
        },
      ),
    );
  });
});

describe("wilsonInterval", () => {
  it("has no interval without trials", () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  // 14 of 412 → 2.0–5.6 %
  it("gives 2.0 to 5.6 % for 14 of 412", () => {
    const interval = wilsonInterval(14, 412);
    expect(interval?.low).toBeCloseTo(0.0203, 3);
    expect(interval?.high).toBeCloseTo(0.0562, 3);
  });
});
