import { describe, expect, it } from "vitest";
import { shadesOf } from "@/lib/domain/heat-shades";
import { latencyAxisOf } from "@/lib/domain/heatmap";
import { gapsOf, heatPixels, paletteOf } from "./heat-painter";

const black: [number, number, number] = [0, 0, 0];
const white: [number, number, number] = [255, 255, 255];
const palette = paletteOf({ ramp: [black, white], usual: [1, 2, 3] });

describe("the pixels of a heat map", () => {
  it("fills each cell's box and nothing else", () => {
    // Two rows of equal height, columns of one and two steps: █ at the bottom left, █ at the top right.
    const picture = {
      rows: latencyAxisOf([1]),
      edges: [0, 1, 3],
      isGap: [false, false],
      shades: shadesOf(
        [
          [5, 0],
          [0, 5],
        ],
        2,
        "linear",
      ),
    };
    const filled = [...heatPixels(picture, { width: 6, height: 4 }, palette)].map((pixel) => (pixel === 0 ? "." : "#"));
    const lines = [0, 1, 2, 3].map((y) => filled.slice(y * 6, y * 6 + 6).join(""));
    expect(lines).toEqual(["..####", "..####", "##....", "##...."]);
  });

  it("leaves no seam between cells whatever the size", () => {
    const columns = Array.from({ length: 37 }, () => new Array<number>(12).fill(1));
    const picture = {
      rows: latencyAxisOf([0.005, 0.01, 0.02, 0.05, 0.1, 0.14, 0.3, 0.7, 1, 2, 5]),
      edges: Array.from({ length: 38 }, (_, i) => i),
      isGap: columns.map(() => false),
      shades: shadesOf(columns, 12, "log"),
    };
    for (const size of [
      { width: 101, height: 77 },
      { width: 640, height: 211 },
    ]) {
      expect(heatPixels(picture, size, palette).every((pixel) => pixel !== 0)).toBe(true);
    }
  });

  it("has an opaque colour for every shade, the usual one apart", () => {
    expect(palette[0]).toBe(0);
    expect(palette[1]).toBe(0xff030201);
    expect([palette[2], palette[255]]).toEqual([0xff000000, 0xffffffff]);
  });

  it("joins neighbouring gaps", () => {
    expect(gapsOf([true, true, false, true])).toEqual([
      [0, 2],
      [3, 4],
    ]);
  });
});
