import { describe, expect, it } from "vitest";
import { layoutOf } from "./board-layout";

const SECTIONS = [
  { section: "needs_person", n: 2 },
  { section: "in_hand", n: 1 },
  { section: "resolved", n: 10_000 },
] as const;

describe("the layout of the board", () => {
  const layout = layoutOf([...SECTIONS]);
  it("puts a head before each section", () => {
    expect([layout.count, layout.rows]).toEqual([10_006, 10_003]);
    const items = [0, 1, 2, 3, 4, 5, 6, 10_005].map((index) => layout.at(index));
    expect(items.map((item) => (item?.kind === "section" ? item.section : item?.offset))).toEqual([
      "needs_person",
      0,
      1,
      "in_hand",
      2,
      "resolved",
      3,
      10_002,
    ]);
    expect([layout.at(-1), layout.at(10_006)]).toEqual([null, null]);
  });
  it("finds each row where it put it", () => {
    for (const offset of [0, 1, 2, 3, 9_999, 10_002]) {
      expect(layout.at(layout.indexOf(offset))).toMatchObject({ kind: "row", offset });
    }
  });
  it("is empty without sections", () => expect([layoutOf([]).count, layoutOf([]).at(0)]).toEqual([0, null]));
});
