import { expect, it } from "vitest";
import { tipPlaceOf } from "./tip-place";

const PAGE = { width: 400, height: 300 };
const TIP = { width: 100, height: 40 };
const box = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 20 });

//        ┌ tip ┐          6 px between them, 8 px to the window's edge
//        └──┬──┘
//           □ trigger
it.each([
  ["top", box(190, 150), { x: 150, y: 104 }],
  ["bottom", box(190, 150), { x: 150, y: 176 }],
  ["left", box(190, 150), { x: 84, y: 140 }],
  ["right", box(190, 150), { x: 216, y: 140 }],
] as const)("stands in the middle of its side: %s", (side, trigger, place) => {
  expect(tipPlaceOf(trigger, TIP, PAGE, side)).toEqual(place);
});

it.each([
  ["top", box(190, 40), { x: 150, y: 66 }],
  ["bottom", box(190, 240), { x: 150, y: 194 }],
  ["left", box(60, 150), { x: 86, y: 140 }],
  ["right", box(320, 150), { x: 214, y: 140 }],
] as const)("goes to the other side where %s has no room", (side, trigger, place) => {
  expect(tipPlaceOf(trigger, TIP, PAGE, side)).toEqual(place);
});

it("stays inside the window, also where no side has room", () => {
  expect(tipPlaceOf(box(0, 150), TIP, PAGE, "top")).toEqual({ x: 8, y: 104 });
  expect(tipPlaceOf(box(380, 150), TIP, PAGE, "bottom")).toEqual({ x: 292, y: 176 });
  expect(tipPlaceOf(box(190, 20), TIP, { width: 400, height: 60 }, "top")).toEqual({ x: 150, y: 8 });
});
