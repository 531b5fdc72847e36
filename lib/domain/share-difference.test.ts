import { describe, expect, it } from "vitest";
import { shareDifference } from "./share-difference";

describe("the difference of two shares", () => {
  // Newcombe 1998, Statistics in Medicine 17, table II: method 10 for 56/70 − 48/80, 9/10 − 3/10 and 10/10 − 0/10.
  it.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [10, 10, 0, 10, 1, 0.6075, 1],
    [0, 10, 0, 20, 0, -0.1611, 0.2775],
  ])("of %d/%d and %d/%d is as published", (hitsA, nA, hitsB, nB, difference, low, high) => {
    const found = shareDifference({ hits: hitsA, n: nA }, { hits: hitsB, n: nB });
    expect(found?.difference).toBeCloseTo(difference, 4);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  it("is not known without trials", () => {
    expect(shareDifference({ hits: 0, n: 0 }, { hits: 1, n: 2 })).toBeNull();
  });
});
