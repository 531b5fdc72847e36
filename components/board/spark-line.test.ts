import { describe, expect, it } from "vitest";
import { sparkLineOf } from "./spark-line";

const drawn = (values: (number | null)[], limit: number | null = null) =>
  sparkLineOf({ values, limit, width: 100, height: 23 });

describe("a spark line", () => {
  it("begins its scale at zero", () => expect(drawn([0, 5, 10]).line).toBe("M0 21.5L50 11.5L100 1.5"));
  it("does not join over a gap", () => expect(drawn([10, null, 10, 10]).line).toBe("M0 1.5M66.7 1.5L100 1.5"));
  it("holds a limit above all values in its scale, and tints what is over it", () => {
    expect(drawn([5, 5], 10)).toMatchObject({ limitY: 1.5, over: "" });
    expect(drawn([0, 10, 0], 5)).toMatchObject({ limitY: 11.5, over: "M0 11.5L0 11.5L50 1.5L100 11.5L100 11.5Z" });
  });
  it("is empty without values, and flat for zeros", () => {
    expect(drawn([]).line).toBe("");
    expect(drawn([0, 0]).line).toBe("M0 21.5L100 21.5");
  });
});
