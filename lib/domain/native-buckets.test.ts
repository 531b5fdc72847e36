import { describe, expect, it } from "vitest";
import { bucketRowsOf, type NativeBucket } from "./native-buckets";

const bucket = (lowS: number, highS: number, count: number): NativeBucket => ({ rule: 0, lowS, highS, count });

describe("bucketRowsOf", () => {
  it("makes one set of rows of sparse columns", () => {
    // ───(0.1 ██ 0.2]──────(0.4 ██ 0.8]──── and ───────(0.2 ██ 0.4]────────
    const rows = bucketRowsOf([[bucket(0.1, 0.2, 3), bucket(0.4, 0.8, 1)], null, [bucket(0.2, 0.4, 2)]]);
    expect(rows.boundsS).toEqual([0.1, 0.2, 0.4, 0.8]);
    expect(rows.columns).toEqual([[0, 3, 0, 1, 0], null, [0, 0, 2, 0, 0]]);
  });

  it("drops a bound inside a coarser bucket of another column", () => {
    const rows = bucketRowsOf([[bucket(1, 2, 1), bucket(2, 4, 1)], [bucket(1, 4, 5)]]);
    expect(rows).toEqual({
      boundsS: [1, 4],
      columns: [
        [0, 2, 0],
        [0, 5, 0],
      ],
    });
  });

  it("takes no notice of buckets that hold nothing or no number", () => {
    const rows = bucketRowsOf([[bucket(1, 2, 0), bucket(2, 4, Number.NaN), bucket(4, 8, 1)]]);
    expect(rows).toEqual({ boundsS: [4, 8], columns: [[0, 1, 0]] });
  });
});
