import { describe, expect, it } from "vitest";
import { drawnTrace } from "@/lib/domain/trace-drawing.fixture";
import { traceOutlineOf, visibleRows } from "@/lib/domain/trace-outline";
import { opened, waterfallMove } from "./waterfall-keys";

// 0 A > 1 B > 2 C, 0 A > 3 D
const { rows } = traceOutlineOf(
  drawnTrace([
    ["A", null, 0, 100],
    ["B", "A", 10, 60],
    ["C", "B", 20, 40],
    ["D", "A", 70, 80],
  ]),
);
const move = (key: string, selected: number, closed: readonly number[] = []) => {
  const collapsed = new Set(closed);
  return waterfallMove(key, { rows, collapsed, selected, visible: visibleRows(rows, collapsed) });
};

describe("keys in the waterfall", () => {
  it.each([
    ["down to the next row", "ArrowDown", 0, [], { kind: "select", row: 1 }],
    ["down past what is closed", "ArrowDown", 1, [1], { kind: "select", row: 3 }],
    ["up, and no further than the first", "ArrowUp", 0, [], { kind: "select", row: 0 }],
    ["right into the first child", "ArrowRight", 0, [], { kind: "select", row: 1 }],
    ["right opens first", "ArrowRight", 1, [1], { kind: "toggle", row: 1 }],
    ["left closes first", "ArrowLeft", 1, [], { kind: "toggle", row: 1 }],
    ["left to the parent", "ArrowLeft", 2, [], { kind: "select", row: 1 }],
    ["left from closed to the parent", "ArrowLeft", 1, [1], { kind: "select", row: 0 }],
    ["to the end", "End", 0, [0], { kind: "select", row: 0 }],
    ["Enter to the details", "Enter", 2, [], { kind: "details" }],
    ["zoom in", "+", 2, [], { kind: "zoom", factor: 0.5 }],
  ] as const)("%s", (_what, key, selected, closed, expected) => expect(move(key, selected, closed)).toEqual(expected));

  it("leave alone what they do not know, and a leaf to the right", () => {
    expect([move("a", 0), move("ArrowRight", 2), move("ArrowLeft", 0, [0])]).toEqual([null, null, null]);
  });

  it("open every row above one that is to be seen", () => {
    expect(opened(rows, new Set([0, 1, 3]), 2)).toEqual(new Set([3]));
    const same = new Set([3]);
    expect(opened(rows, same, 2)).toBe(same);
  });
});
