import { describe, expect, it } from "vitest";
import { AS_USUAL, HIGHEST_SHADE, LOWEST_SHADE, NO_REQUEST, shadesOf } from "./heat-shades";

const columns = [[1, 0, 1_000], null, [10, 10, 0]];
const place = (shade: number | undefined) => ((shade ?? 0) - LOWEST_SHADE) / (HIGHEST_SHADE - LOWEST_SHADE);

describe("shadesOf", () => {
  it("ranks, so that one busy cell does not pale all others", () => {
    const { cells } = shadesOf(columns, 3, "rank");
    expect([...cells].map((cell) => (cell === NO_REQUEST ? null : place(cell)))).toEqual([
      expect.closeTo(1 / 3, 2),
      null,
      1,
      null,
      null,
      null,
      expect.closeTo(2 / 3, 2),
      expect.closeTo(2 / 3, 2),
      null,
    ]);
  });

  it("is proportional when linear, and shows a single request when logarithmic", () => {
    expect(shadesOf(columns, 3, "linear").cells[0]).toBe(LOWEST_SHADE);
    expect(place(shadesOf(columns, 3, "log").cells[0])).toBeCloseTo(Math.log(2) / Math.log(1_001), 2);
    expect(shadesOf(columns, 3, "log").max).toBe(1_000);
  });

  it("lets the usual band rest and what is new stand out", () => {
    // Healthy: 99 % fast. Then 30 % slow.
    const baseline = { shares: [0.99, 0.01], n: 10_000 };
    const { cells, max } = shadesOf([[990, 10], [700, 300], null], 2, "baseline", baseline);
    expect([...cells]).toEqual([AS_USUAL, AS_USUAL, AS_USUAL, HIGHEST_SHADE, NO_REQUEST, NO_REQUEST]);
    expect(max).toBeCloseTo(0.29);
  });

  it("shades by count where there is no baseline", () => {
    expect(shadesOf(columns, 3, "baseline").cells).toEqual(shadesOf(columns, 3, "log").cells);
  });

  it("draws nothing of nothing", () => {
    expect(shadesOf([], 4, "log")).toMatchObject({ columns: 0, max: 0 });
    expect([...shadesOf([[0, 0]], 2, "rank").cells]).toEqual([NO_REQUEST, NO_REQUEST]);
  });
});
