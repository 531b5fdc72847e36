import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selfTimesOf } from "./self-time";
import type { Trace } from "./trace";
import { drawnTrace, nestedTrace } from "./trace-drawing.fixture";

function selfById(trace: Trace): Record<string, number> {
  return Object.fromEntries([...selfTimesOf(trace)].map(([span, selfUs]) => [span.spanId, selfUs]));
}

const position = fc.double({ min: 0, max: 1, noNaN: true });
const parts = fc.array(fc.record({ parent: position, from: position, to: position }), { maxLength: 30 });
const nested = fc.tuple(fc.integer({ min: 0, max: 300 }), parts).map(([us, list]) => nestedTrace(us, list));

describe("self time", () => {
  it("is the whole duration of a span without children", () => {
    expect(selfById(drawnTrace([["A", null, 5, 25]]))).toEqual({ A: 20 });
  });

  it("counts the time in which two children overlap once", () => {
    //  A |--------------------|   0–100
    //  B    |------|              10–40
    //  C         |------|         30–60
    const trace = drawnTrace([
      ["A", null, 0, 100],
      ["C", "A", 30, 60],
      ["B", "A", 10, 40],
    ]);
    expect(selfById(trace)).toEqual({ A: 50, B: 30, C: 30 });
  });

  it("lets a short child inside a longer one cover nothing more", () => {
    //  A |--------------------|   0–100
    //  B    |------------|        10–80
    //  C        |---|             20–30
    const trace = drawnTrace([
      ["A", null, 0, 100],
      ["B", "A", 10, 80],
      ["C", "A", 20, 30],
    ]);
    expect(selfById(trace).A).toBe(30);
  });

  it("cuts children that begin before or end after the parent", () => {
    //  A         |----------|          100–200
    //  B     |------|                   80–120
    //  C                |---------|    190–260
    //  D  |-|                           50–60   outside
    //  E                      |--|     210–220  outside
    const trace = drawnTrace([
      ["A", null, 100, 200],
      ["B", "A", 80, 120],
      ["C", "A", 190, 260],
      ["D", "A", 50, 60],
      ["E", "A", 210, 220],
    ]);
    expect(selfById(trace).A).toBe(70);
  });

  it("is zero, never negative, when children cover more than the parent", () => {
    const trace = drawnTrace([
      ["A", null, 10, 20],
      ["B", "A", 0, 50],
      ["C", "A", 5, 60],
    ]);
    expect(selfById(trace).A).toBe(0);
  });

  it("ignores grandchildren: they are their own parent's matter", () => {
    const trace = drawnTrace([
      ["A", null, 0, 100],
      ["B", "A", 0, 50],
      ["C", "B", 0, 90],
    ]);
    expect(selfById(trace)).toEqual({ A: 50, B: 0, C: 90 });
  });

  it("survives spans that name themselves or each other as parent", () => {
    const trace = drawnTrace([
      ["A", "A", 0, 10],
      ["B", "C", 0, 10],
      ["C", "B", 2, 6],
    ]);
    expect(selfById(trace)).toEqual({ A: 10, B: 6, C: 0 });
  });

  it("equals a count of the microseconds in which no child runs", () => {
    fc.assert(
      fc.property(nested, (trace) => {
        const self = selfTimesOf(trace);
        for (const parent of trace.spans) {
          const children = trace.spans.filter((span) => span.parentSpanId === parent.spanId);
          let alone = 0;
          for (let us = parent.startUs; us < parent.startUs + parent.durationUs; us++) {
            if (!children.some((c) => c.startUs <= us && us < c.startUs + c.durationUs)) alone += 1;
          }
          expect(self.get(parent)).toBe(alone);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order of the spans and leaves the input alone", () => {
    fc.assert(
      fc.property(nested, fc.infiniteStream(position), (trace, keys) => {
        const shuffled = { ...trace, spans: trace.spans.map((s) => [keys.next().value ?? 0, s] as const) };
        const other: Trace = {
          traceId: trace.traceId,
          spans: Object.freeze(shuffled.spans.sort(([a], [b]) => a - b).map(([, span]) => Object.freeze(span))),
        };
        expect(selfById(other)).toEqual(selfById(trace));
      }),
      { numRuns: 60 },
    );
  });
});
