import { describe, expect, it } from "vitest";
import { draggedWindow, placeIn, placesIn, tickOffsets, zoomed } from "./time-window";

const WHOLE = { fromUs: 1_000, toUs: 2_000 };

describe("the window of a trace", () => {
  it("grows and shrinks around its middle and never leaves the whole", () => {
    expect(zoomed(WHOLE, WHOLE, 0.5)).toEqual({ fromUs: 1_250, toUs: 1_750 });
    expect(zoomed({ fromUs: 1_000, toUs: 1_200 }, WHOLE, 2)).toEqual({ fromUs: 1_000, toUs: 1_400 });
    expect(zoomed({ fromUs: 1_900, toUs: 2_000 }, WHOLE, 99)).toEqual(WHOLE);
    expect(zoomed(WHOLE, WHOLE, 0.1, 1_990)).toEqual({ fromUs: 1_900, toUs: 2_000 });
  });
  it("comes from a drag either way, not from a click", () => {
    expect(draggedWindow(WHOLE, 0.6, 0.2)).toEqual({ fromUs: 1_200, toUs: 1_600 });
    expect(draggedWindow(WHOLE, -1, 3)).toEqual(WHOLE);
    expect(draggedWindow(WHOLE, 0.5, 0.502)).toBeNull();
  });
  it("cuts what sticks out and leaves out what is outside", () => {
    expect(placeIn(WHOLE, { startUs: 900, endUs: 1_250 })).toEqual({ left: 0, width: 25 });
    expect(placeIn(WHOLE, { startUs: 1_500, endUs: 1_500 })).toEqual({ left: 50, width: 0 });
    expect(placeIn(WHOLE, { startUs: 2_001, endUs: 2_100 })).toBeNull();
  });
  it("draws 50,000 stretches as few, and far ones apart", () => {
    const many = Array.from({ length: 50_000 }, (_, i) => ({
      startUs: 1_000 + i * 0.02,
      endUs: 1_000 + i * 0.02 + 0.01,
    }));
    expect(placesIn(WHOLE, many)).toHaveLength(1);
    expect(
      placesIn(WHOLE, [
        { startUs: 1_000, endUs: 1_100 },
        { startUs: 1_500, endUs: 1_600 },
        { startUs: 3_000, endUs: 3_001 },
      ]),
    ).toEqual([
      { left: 0, width: 10 },
      { left: 50, width: 10 },
    ]);
  });
  it("has round ticks from the start of the trace", () => {
    expect(tickOffsets(WHOLE, 1_000, 4)).toEqual([0, 500, 1_000]);
    expect(tickOffsets({ fromUs: 1_130, toUs: 1_190 }, 1_000, 4)).toEqual([140, 160, 180]);
  });
});
