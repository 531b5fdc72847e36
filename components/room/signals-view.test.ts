import { expect, it } from "vitest";
import { bandOf } from "./signals-view";

it("draws the band from the lowest to the highest neighbour, and none where nothing was measured", () => {
  //  column   0  1     2     3     4  5
  const values = [1, 5, null, null, null, 2];
  expect(bandOf(values, 1)).toEqual([[1, 5], [1, 5], [5, 5], null, [2, 2], [2, 2]]);
});
