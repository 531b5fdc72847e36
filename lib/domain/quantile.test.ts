import { expect, it } from "vitest";
import { quantileOf } from "./quantile";

it("has no quantile of nothing", () => {
  expect(quantileOf([], 0.5)).toBeNull();
});

it("takes the middle of an odd count and the mean of the two middles of an even one", () => {
  expect(quantileOf([9, 1, 5], 0.5)).toBe(5);
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
});

it("goes straight between the two nearest ranks, as R's type 7 does", () => {
  expect(quantileOf([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48, 9);
  expect(quantileOf([10, 20], 0)).toBe(10);
  expect(quantileOf([10, 20], 1)).toBe(20);
});

it("does not reorder its input", () => {
  const values = Object.freeze([3, 1, 2]);
  quantileOf(values, 0.5);
  expect(values).toEqual([3, 1, 2]);
});
