import { describe, expect, it } from "vitest";
import { bucketQuantile, ratioAbove } from "./bucket-quantile";

const INF = Number.POSITIVE_INFINITY;
const buckets = [
  { boundS: 0.1, count: 50 },
  { boundS: 0.3, count: 90 },
  { boundS: INF, count: 100 },
];

describe("bucketQuantile", () => {
  it("is linear within a bucket", () => {
    expect(bucketQuantile(buckets, 0.5)).toBeCloseTo(0.1);
    expect(bucketQuantile(buckets, 0.7)).toBeCloseTo(0.2);
  });

  it("answers the last finite bound for what lies above it", () => {
    expect(bucketQuantile(buckets, 0.99)).toBe(0.3);
  });

  it("is unknown without observations or without +Inf", () => {
    expect(
      bucketQuantile(
        [
          { boundS: 1, count: 0 },
          { boundS: INF, count: 0 },
        ],
        0.5,
      ),
    ).toBeNull();
    expect(bucketQuantile(buckets.slice(0, 2), 0.5)).toBeNull();
    expect(bucketQuantile([], 0.5)).toBeNull();
  });

  it("does not care about order or a dip", () => {
    const dipped = [buckets[2], { boundS: 0.2, count: 40 }, buckets[0], buckets[1]].flatMap((b) => b ?? []);
    expect(bucketQuantile(dipped, 0.5)).toBeCloseTo(0.1);
  });
});

describe("ratioAbove", () => {
  it("counts what is slower than the limit, linear within the bucket that holds it", () => {
    expect(ratioAbove(buckets, 0.3)).toBeCloseTo(0.1);
    expect(ratioAbove(buckets, 0.2)).toBeCloseTo(0.3);
    expect(ratioAbove(buckets, 9)).toBeCloseTo(0.1);
  });

  it("is unknown without traffic", () => {
    expect(ratioAbove([], 0.3)).toBeNull();
  });
});
