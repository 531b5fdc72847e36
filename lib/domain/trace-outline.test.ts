import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Trace } from "./trace";
import { drawnSpan, drawnTrace, nestedTrace } from "./trace-drawing.fixture";
import { traceOutlineOf, visibleRows } from "./trace-outline";

//  A |----------------------|   0–100
//  B    |----------|            10–60
//  C      |---|                 20–40
//  D                 |--|       70–80
const TREE = drawnTrace([
  ["D", "A", 70, 80],
  ["C", "B", 20, 40],
  ["A", null, 0, 100],
  ["B", "A", 10, 60],
]);

describe("the outline of a trace", () => {
  it("reads depth first, siblings by start, each row with what lies below it", () => {
    const { rows } = traceOutlineOf(TREE);
    expect(rows.map(({ span, depth, parent, descendants }) => [span.spanId, depth, parent, descendants])).toEqual([
      ["A", 0, null, 3],
      ["B", 1, 0, 1],
      ["C", 2, 1, 0],
      ["D", 1, 0, 0],
    ]);
  });

  it("knows each span's self time and its stretches of the critical path, which add up to the root", () => {
    const { rows } = traceOutlineOf(TREE);
    expect(rows.map(({ selfUs }) => selfUs)).toEqual([40, 30, 20, 10]);
    expect(rows[0]?.critical.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
      [0, 10],
      [60, 70],
      [80, 100],
    ]);
    expect(rows.reduce((sum, row) => sum + row.criticalUs, 0)).toBe(100);
  });

  it("hides what is below a collapsed row", () => {
    const { rows } = traceOutlineOf(TREE);
    expect(visibleRows(rows, new Set([1]))).toEqual([0, 1, 3]);
    expect(visibleRows(rows, new Set([0, 1]))).toEqual([0]);
  });

  it("says what is missing and what the clocks got wrong", () => {
    //  A       |--------|        10–50
    //  early |---|                5–20    before its parent
    //  late         |-------|    40–70    after its parent's end
    //  own          |-------|    40–70    nobody waited for it
    //  lost  |-|                  0–8     its parent never arrived
    const trace: Trace = {
      traceId: "t1",
      spans: [
        drawnSpan("A", [10, 50], { service: "order" }),
        drawnSpan("early", [5, 20], { parentSpanId: "A", status: "error" }),
        drawnSpan("late", [40, 70], { parentSpanId: "A", warnings: ["trace was cut"] }),
        drawnSpan("own", [40, 70], { parentSpanId: "A", isAsync: true, warnings: ["trace was cut"] }),
        drawnSpan("lost", [0, 8], { parentSpanId: "none" }),
      ],
    };
    expect(traceOutlineOf(trace)).toMatchObject({
      root: { spanId: "A" },
      startUs: 0,
      endUs: 70,
      services: [
        { service: "shop", spans: 4, errors: 1 },
        { service: "order", spans: 1, errors: 0 },
      ],
      errors: 1,
      orphans: 1,
      startBeforeParent: 1,
      endAfterParent: 1,
      asyncSpans: 1,
      detachedSpans: 1,
      warnings: ["trace was cut"],
    });
  });

  it("shows every span once, also those that only name each other", () => {
    const circle = drawnTrace([
      ["A", "B", 0, 10],
      ["B", "A", 0, 10],
      ["C", null, 0, 10],
    ]);
    expect(traceOutlineOf(circle).rows.map(({ span }) => span.spanId)).toEqual(["C", "A", "B"]);
    expect(traceOutlineOf({ traceId: "t1", spans: [] })).toMatchObject({ rows: [], root: null, startUs: 0, endUs: 0 });
  });

  it("takes 50,000 spans one below the other", () => {
    const count = 50_000;
    const deep = drawnTrace(
      Array.from({ length: count }, (_, i) => [`s${i}`, i === 0 ? null : `s${i - 1}`, i, count * 2 - i] as const),
    );
    const { rows } = traceOutlineOf(deep);
    expect([rows.length, rows[0]?.descendants, rows.at(-1)?.depth]).toEqual([count, count - 1, count - 1]);
    expect(visibleRows(rows, new Set([1]))).toEqual([0, 1]);
  });

  it("has every descendant right behind its row, whatever the trace", () => {
    const position = fc.double({ min: 0, max: 1, noNaN: true });
    const parts = fc.array(fc.record({ parent: position, from: position, to: position }), { maxLength: 40 });
    fc.assert(
      fc.property(parts, (list) => {
        const trace = nestedTrace(1_000, list);
        const { rows } = traceOutlineOf(trace);
        expect(rows).toHaveLength(trace.spans.length);
        for (const [index, { depth, descendants }] of rows.entries()) {
          const below = rows.slice(index + 1, index + 1 + descendants);
          expect(below.every((row) => row.depth > depth)).toBe(true);
          expect(rows[index + 1 + descendants]?.depth ?? 0).toBeLessThanOrEqual(depth);
        }
      }),
    );
  });
});
