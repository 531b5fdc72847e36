import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellColumnOf, heatCellsOf, MAX_HEAT_CELLS } from "./heat-cells";

const roomy = { maxColumns: 1_000, maxRows: 1_000, firstIndex: 0 };

describe("heatCellsOf", () => {
  it("draws every column and bucket while they fit", () => {
    const columns = [[1, 2], null, [3, 4]];
    const cells = heatCellsOf({ boundsS: [0.1], columns }, roomy);
    expect(cells).toMatchObject({ columnsPerCell: 1, rowsPerCell: 1, partialColumns: 0, edges: [0, 1, 2, 3], columns });
  });

  it("adds up neighbours, keeps a gap a gap, and says what it did", () => {
    // [1] [2] | gap [4] | gap gap | [7]
    const columns = [[1, 0], [2, 1], null, [4, 0], null, null, [7, 0]];
    const cells = heatCellsOf({ boundsS: [0.1], columns }, { ...roomy, maxColumns: 5 });
    expect(cells).toMatchObject({ columnsPerCell: 2, partialColumns: 1, edges: [0, 2, 4, 6, 7] });
    expect(cells.columns).toEqual([[3, 1], [4, 0], null, [7, 0]]);
  });

  it("does not regroup when the window moves on", () => {
    const at = (firstIndex: number) =>
      heatCellsOf(
        { boundsS: [0.1], columns: Array.from({ length: 6 }, (_, i) => [firstIndex + i, 0]) },
        { ...roomy, maxColumns: 4, firstIndex },
      ).columns.map((column) => column?.[0]);
    // Columns 10–15 and then 11–16, in groups 10+11, 12+13, 14+15, 16.
    expect(at(10)).toEqual([21, 25, 29]);
    expect(at(11)).toEqual([11, 25, 29, 16]);
  });

  it("merges rows at true bounds and leaves the open band alone", () => {
    const cells = heatCellsOf({ boundsS: [1, 2, 4, 8, 16], columns: [[1, 2, 3, 4, 5, 6]] }, { ...roomy, maxRows: 4 });
    expect(cells.rowsPerCell).toBe(2);
    expect(cells.rows.map(({ lowS, highS }) => [lowS, highS])).toEqual([
      [0, 2],
      [2, 8],
      [8, 16],
      [16, null],
    ]);
    expect(cells.columns).toEqual([[3, 7, 5, 6]]);
  });

  it("holds the cap and loses no request, whatever the size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 3, max: 200 }),
        fc.nat(1e6),
        (width, bounds, maxColumns, maxRows, firstIndex) => {
          const boundsS = Array.from({ length: bounds }, (_, i) => 0.001 * (i + 1));
          const columns = Array.from({ length: width }, () => new Array<number>(bounds + 1).fill(1));
          const cells = heatCellsOf({ boundsS, columns }, { maxColumns, maxRows, firstIndex });
          expect(cells.columns.length).toBeLessThanOrEqual(maxColumns);
          expect(cells.rows.length).toBeLessThanOrEqual(maxRows);
          expect(cells.columns.length * cells.rows.length).toBeLessThanOrEqual(MAX_HEAT_CELLS);
          expect(cells.columns.flatMap((column) => column ?? []).reduce((a, b) => a + b, 0)).toBe(width * (bounds + 1));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("finds the cell of a column", () => {
    const cells = heatCellsOf(
      { boundsS: [1], columns: Array.from({ length: 5 }, () => [1, 1]) },
      { ...roomy, maxColumns: 4, firstIndex: 1 },
    );
    expect(cells.edges).toEqual([0, 1, 3, 5]);
    expect([0, 1, 2, 3, 4].map((column) => cellColumnOf(cells, column))).toEqual([0, 1, 1, 2, 2]);
  });
});
