import { describe, expect, it } from "vitest";
import { hexOf, rampRgb, rgbOf } from "@/lib/domain/heat-ramp";
import { latencyAxisOf } from "@/lib/domain/heatmap";
import { labelledBounds, latencyY, rowAt } from "./heat-scale";

const rows = latencyAxisOf([0.01, 0.1, 1]);

describe("the scale of the heat map", () => {
  it("puts a bound at the edge of its row and the open band above the last", () => {
    expect(latencyY(rows, 0.1)).toBeCloseTo(rows[1]?.y1 ?? 0);
    expect(latencyY(rows, 30)).toBe(rows[3]?.y0);
  });
  it("is logarithmic within a row", () => {
    const middle = ((rows[1]?.y0 ?? 0) + (rows[1]?.y1 ?? 0)) / 2;
    expect(latencyY(rows, Math.sqrt(0.01 * 0.1))).toBeCloseTo(middle);
  });
  it("finds the row under the pointer", () => expect([rowAt(rows, 0), rowAt(rows, 1)]).toEqual([0, 3]));
  it("labels the objective before anything that would touch it", () => {
    const labels = labelledBounds(rows, { gap: 0.2, firstS: 0.09 });
    expect(labels.map(({ seconds }) => seconds)).toEqual([0.01, 0.09, 1]);
  });
  it("mixes neighbours of the ramp", () => {
    const mixed = rampRgb(
      [
        [0, 0, 0],
        [200, 100, 0],
      ],
      0.5,
    );
    expect([mixed, hexOf(mixed)]).toEqual([[100, 50, 0], "#643200"]);
    expect([rgbOf("#1e1e61"), rgbOf("rgb(1, 2, 3)"), rgbOf("var(--x)")]).toEqual([[30, 30, 97], [1, 2, 3], null]);
  });
});
