import { describe, expect, it } from "vitest";
import { requestsIn, selectionOf } from "./heat-region";
import { latencyAxisOf } from "./heatmap";

const grid = { fromMs: 1_000_000, toMs: 1_030_000, stepMs: 10_000 };
const boundsS = [0.1, 0.3, 0.7];
const rows = latencyAxisOf(boundsS);
const rect = { fromColumn: 1, toColumn: 2, fromRow: 1, toRow: 2 };

describe("a rectangle of cells", () => {
  it("covers the steps that end at its columns, and the bounds of its rows, whichever way it was drawn", () => {
    const selection = { fromMs: 1_000_000, toMs: 1_020_000, minMs: 100, maxMs: 700 };
    expect(selectionOf(rect, grid, rows)).toEqual(selection);
    expect(selectionOf({ fromColumn: 2, toColumn: 1, fromRow: 2, toRow: 1 }, grid, rows)).toEqual(selection);
  });

  it("is open above with the open band, and starts at 0 with the lowest row", () => {
    expect(selectionOf({ ...rect, toRow: 3 }, grid, rows)?.maxMs).toBeNull();
    expect(selectionOf({ ...rect, fromRow: 0 }, grid, rows)?.minMs).toBe(0);
  });

  it("is nothing below zero or without rows", () => {
    const signed = latencyAxisOf([-0.1, 0.1]);
    expect(selectionOf({ ...rect, fromRow: 0, toRow: 0 }, grid, signed)).toBeNull();
    expect(selectionOf({ ...rect, fromRow: 0, toRow: 1 }, grid, signed)).toMatchObject({ minMs: 0, maxMs: 100 });
    expect(selectionOf(rect, grid, [])).toBeNull();
  });

  it("counts what lies wholly inside, of what came in its time", () => {
    const columns = [[9, 9, 9, 9], [1, 2, 3, 4], null, [9, 9, 9, 9]];
    const selection = selectionOf(rect, grid, rows);
    expect(selection && requestsIn(selection, grid, { boundsS, columns })).toEqual({ n: 5, total: 10 });
    expect(requestsIn({ fromMs: 0, toMs: 9e12, minMs: 300, maxMs: null }, grid, { boundsS, columns })).toEqual({
      n: 18 + 7 + 18,
      total: 36 + 10 + 36,
    });
  });
});
