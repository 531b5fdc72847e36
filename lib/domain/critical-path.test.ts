import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPathOf } from "./critical-path";
import type { Trace } from "./trace";
import { drawnSpan, drawnTrace, nestedTrace } from "./trace-drawing.fixture";

/** Latest section first, as "A 30-40", so that a test reads like the walk. */
function pathOf(trace: Trace): string[] {
  return criticalPathOf(trace)
    .sections.map(({ span, startUs, endUs }) => `${span.spanId} ${startUs}-${endUs}`)
    .reverse();
}

describe("the critical path, on the drawn cases of Jaeger's trace view", () => {
  it("goes down into each of two children that ran one after the other", () => {
    //  C |++++----------++++++-----------++++|   1–101
    //  D     |++++++++++|                        20–40
    //  E                     |++++++++++|        50–60
    const trace = drawnTrace([
      ["E", "C", 50, 60],
      ["C", null, 1, 101],
      ["D", "C", 20, 40],
    ]);
    expect(pathOf(trace)).toEqual(["C 60-101", "E 50-60", "C 40-50", "D 20-40", "C 1-20"]);
  });

  it("leaves out a child that was still running when the last-finishing one began", () => {
    //  X |++++++-----------------++++++|   1–101
    //  A    |----------|                   10–50
    //  C        |++++++++++++++|           20–60
    const trace = drawnTrace([
      ["X", null, 1, 101],
      ["A", "X", 10, 50],
      ["C", "X", 20, 60],
    ]);
    expect(pathOf(trace)).toEqual(["X 60-101", "C 20-60", "X 1-20"]);
  });

  it("drops a child that starts after its parent has ended", () => {
    //  A |++++++|              100–140
    //  B            |-----|    150–210
    const trace = drawnTrace([
      ["A", null, 100, 140],
      ["B", "A", 150, 210],
    ]);
    expect(pathOf(trace)).toEqual(["A 100-140"]);
  });

  it("drops what hangs below a dropped child too", () => {
    //  A |++++++|                   1–31
    //  B            |---------|    40–80
    //  C               |---|       50–60
    const trace = drawnTrace([
      ["A", null, 1, 31],
      ["B", "A", 40, 80],
      ["C", "B", 50, 60],
    ]);
    expect(pathOf(trace)).toEqual(["A 1-31"]);
  });

  it("does not wait for a consumer of what it produced", () => {
    //  A producer |++++++++++++++++++|   1–31
    //  B consumer       |------|         10–20
    const trace: Trace = {
      traceId: "t1",
      spans: [
        drawnSpan("A", [1, 31], { kind: "producer" }),
        drawnSpan("B", [10, 20], { kind: "consumer", parentSpanId: "A" }),
      ],
    };
    expect(pathOf(trace)).toEqual(["A 1-31"]);
  });

  it("does not wait for a span that only follows from its parent, and counts what hangs from it", () => {
    //  A        |++++++++++++++++++|   1–31
    //  B  follows   |------|           10–20
    //  C               |--|            12–18
    const trace: Trace = {
      traceId: "t1",
      spans: [
        drawnSpan("A", [1, 31]),
        drawnSpan("B", [10, 20], { parentSpanId: "A", isAsync: true }),
        drawnSpan("C", [12, 18], { parentSpanId: "B" }),
      ],
    };
    expect(pathOf(trace)).toEqual(["A 1-31"]);
    expect(criticalPathOf(trace)).toMatchObject({ asyncSpans: 2, detachedSpans: 0 });
  });

  it("cuts a child that ends late, and its early child with it", () => {
    //  A |+++++++------------|            1–30
    //  B         |------+++++----|       15–35
    //  C     |---+++++++|                10–25
    const trace = drawnTrace([
      ["A", null, 1, 30],
      ["B", "A", 15, 35],
      ["C", "B", 10, 25],
    ]);
    expect(pathOf(trace)).toEqual(["B 25-30", "C 15-25", "A 1-15"]);
  });

  it("cuts a grandchild by its grandparent", () => {
    //  A |++++++---------|             1–30
    //  B        |++++----|---|        15–35
    //  C            |++++|-----|      20–40
    const trace = drawnTrace([
      ["A", null, 1, 30],
      ["B", "A", 15, 35],
      ["C", "B", 20, 40],
    ]);
    expect(pathOf(trace)).toEqual(["C 20-30", "B 15-20", "A 1-15"]);
  });

  it("gives everything to a child that sticks out on both sides", () => {
    //  A     |--------|       10–30
    //  B |---+++++++++---|     5–35
    const trace = drawnTrace([
      ["A", null, 10, 30],
      ["B", "A", 5, 35],
    ]);
    expect(pathOf(trace)).toEqual(["B 10-30"]);
  });

  it("drops a child that ended before its parent began", () => {
    //  A          |++++++|    10–30
    //  B |---|                 1–5
    const trace = drawnTrace([
      ["A", null, 10, 30],
      ["B", "A", 1, 5],
    ]);
    expect(pathOf(trace)).toEqual(["A 10-30"]);
  });
});

describe("the critical path, where other walks go wrong", () => {
  it("keeps a sibling that ends exactly when the next begins", () => {
    //  A |++++-------------------++++|   1–40
    //  B      |++++++++|                 10–20
    //  C               |+++++++++|       20–30
    const trace = drawnTrace([
      ["A", null, 1, 40],
      ["B", "A", 10, 20],
      ["C", "A", 20, 30],
    ]);
    expect(pathOf(trace)).toEqual(["A 30-40", "C 20-30", "B 10-20", "A 1-10"]);
  });

  it("treats time 0 as a time", () => {
    const trace = drawnTrace([
      ["A", null, 0, 20],
      ["B", "A", 0, 10],
    ]);
    expect(pathOf(trace)).toEqual(["A 10-20", "B 0-10"]);
  });

  it("takes the longer of two children that finish together", () => {
    //  A |++---------------|   0–20
    //  B    |++++++++++++++|   4–20
    //  C          |--------|   12–20
    const trace = drawnTrace([
      ["A", null, 0, 20],
      ["C", "A", 12, 20],
      ["B", "A", 4, 20],
    ]);
    expect(pathOf(trace)).toEqual(["B 4-20", "A 0-4"]);
  });

  it("is not misled by spans that took no time", () => {
    const trace = drawnTrace([
      ["A", null, 0, 20],
      ["B", "A", 5, 20],
      ["Z", "A", 20, 20],
      ["Y", "A", 5, 5],
    ]);
    expect(pathOf(trace)).toEqual(["B 5-20", "A 0-5"]);
  });

  it("prefers the true root to an earlier span whose parent never arrived, and counts what it left out", () => {
    const trace = drawnTrace([
      ["lost", "missing", 0, 90],
      ["below-lost", "lost", 5, 10],
      ["root", null, 10, 50],
    ]);
    const path = criticalPathOf(trace);
    expect(path.root?.spanId).toBe("root");
    expect(path.detachedSpans).toBe(2);
  });

  it("falls back to the earliest span when the root never arrived", () => {
    const trace = drawnTrace([
      ["B", "missing", 10, 50],
      ["C", "B", 20, 30],
    ]);
    expect(pathOf(trace)).toEqual(["B 30-50", "C 20-30", "B 10-20"]);
  });

  it("is empty for no spans and for spans that only name each other", () => {
    expect(criticalPathOf({ traceId: "t1", spans: [] })).toEqual({
      root: null,
      sections: [],
      detachedSpans: 0,
      asyncSpans: 0,
    });
    const circle = drawnTrace([
      ["A", "B", 0, 10],
      ["B", "A", 0, 10],
    ]);
    expect(criticalPathOf(circle)).toEqual({ root: null, sections: [], detachedSpans: 2, asyncSpans: 0 });
  });

  it("walks 50,000 children one after the other, and 50,000 spans one below the other", () => {
    const count = 50_000;
    const beside = drawnTrace([
      ["root", null, 0, count * 10],
      ...Array.from({ length: count }, (_, i) => [`c${i}`, "root", i * 10, i * 10 + 10] as const),
    ]);
    expect(criticalPathOf(beside).sections).toHaveLength(count);

    const below = drawnTrace([
      ["s0", null, 0, count * 2],
      ...Array.from({ length: count }, (_, i) => [`s${i + 1}`, `s${i}`, i + 1, count * 2 - i - 1] as const),
    ]);
    const { sections } = criticalPathOf(below);
    expect(sections.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0)).toBe(count * 2);
  });
});

const position = fc.double({ min: 0, max: 1, noNaN: true });
const parts = fc.array(fc.record({ parent: position, from: position, to: position }), { maxLength: 60 });
const nested = fc.tuple(fc.integer({ min: 0, max: 5_000 }), parts).map(([us, list]) => nestedTrace(us, list));

/** Any tree of any intervals: skewed clocks, missing parents, circles. */
const hostile = fc
  .array(fc.record({ parent: fc.integer({ min: -2, max: 12 }), start: fc.nat(50), length: fc.nat(50) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((rows) =>
    drawnTrace(
      rows.map((r, i) => [`s${i}`, r.parent < 0 ? null : `s${r.parent}`, r.start, r.start + r.length] as const),
    ),
  );

describe("the critical path of any trace", () => {
  it("tiles the root: no gap, no overlap, lengths that add up to its duration", () => {
    fc.assert(
      fc.property(fc.oneof(nested, hostile), (trace) => {
        const { root, sections } = criticalPathOf(trace);
        if (root === null) return;
        let cursorUs = root.startUs;
        for (const { startUs, endUs } of sections) {
          expect(startUs).toBe(cursorUs);
          expect(endUs).toBeGreaterThan(startUs);
          cursorUs = endUs;
        }
        expect(cursorUs).toBe(root.startUs + root.durationUs);
      }),
    );
  });

  it("gives a span only time in which it ran", () => {
    fc.assert(
      fc.property(fc.oneof(nested, hostile), (trace) => {
        for (const { span, startUs, endUs } of criticalPathOf(trace).sections) {
          expect(startUs).toBeGreaterThanOrEqual(span.startUs);
          expect(endUs).toBeLessThanOrEqual(span.startUs + span.durationUs);
        }
      }),
    );
  });

  it("does not depend on the order of the spans and leaves the input alone", () => {
    fc.assert(
      fc.property(fc.oneof(nested, hostile), fc.infiniteStream(position), (trace, keys) => {
        const keyed = trace.spans.map((span) => [keys.next().value ?? 0, Object.freeze(span)] as const);
        const shuffled = Object.freeze(keyed.sort(([a], [b]) => a - b).map(([, span]) => span));
        expect(pathOf({ traceId: trace.traceId, spans: shuffled })).toEqual(pathOf(trace));
      }),
    );
  });
});
