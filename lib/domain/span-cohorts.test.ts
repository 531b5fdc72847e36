import { describe, expect, it } from "vitest";
import { byVersion, compareCohorts, slowAndFast } from "./span-cohorts";
import type { Trace } from "./trace";
import { drawnSpan } from "./trace-drawing.fixture";

/** gateway 20 µs of its own around order, of which db takes `dbUs`. */
function request({ orderUs, dbUs, version }: { orderUs: number; dbUs: number; version?: string }): Trace {
  return {
    traceId: "t1",
    spans: [
      drawnSpan("g", [0, orderUs + 20], { service: "gateway", operation: "GET /" }),
      drawnSpan("o", [10, orderUs + 10], {
        service: "order",
        operation: "place",
        parentSpanId: "g",
        version: version ?? null,
      }),
      drawnSpan("d", [15, 15 + dbUs], { service: "order", operation: "select", parentSpanId: "o" }),
    ],
  };
}

describe("two cohorts of traces", () => {
  const fast = [100, 110, 120].map((us) => request({ orderUs: us, dbUs: 50 }));
  const slow = [500, 520].map((us) => request({ orderUs: us, dbUs: 50 }));

  it("name the operation that explains the difference first", () => {
    const { rows, aTraces, bTraces } = compareCohorts({ a: slow, b: fast });
    expect([aTraces, bTraces]).toEqual([2, 3]);
    expect(rows[0]).toMatchObject({
      service: "order",
      operation: "place",
      a: { traces: 2, n: 2, medianSelfUs: 460 },
      b: { traces: 3, n: 3, medianSelfUs: 60, p95SelfUs: 69 },
      medianSelfDifferenceUs: 400,
      differenceUs: 400,
    });
  });

  it("have rows that add up to the difference of the mean durations", () => {
    const { rows } = compareCohorts({ a: slow, b: fast });
    const sum = rows.reduce((total, row) => total + row.differenceUs, 0);
    expect(sum).toBeCloseTo(530 - 130, 6);
  });

  it("share the critical path out between their operations", () => {
    const { rows } = compareCohorts({ a: slow, b: fast });
    for (const cohort of ["a", "b"] as const) {
      expect(rows.reduce((total, row) => total + row[cohort].criticalRatio, 0)).toBeCloseTo(1, 9);
    }
  });

  it("count several spans of one operation in one trace as one total, so that N+1 queries show", () => {
    const base = request({ orderUs: 200, dbUs: 10 });
    const many: Trace = {
      ...base,
      spans: [
        ...base.spans,
        ...[40, 60, 80].map((at) =>
          drawnSpan(`d${at}`, [at, at + 10], { service: "order", operation: "select", parentSpanId: "o" }),
        ),
      ],
    };
    const row = compareCohorts({ a: [many], b: [base] }).rows.find(({ operation }) => operation === "select");
    expect(row?.a).toMatchObject({ traces: 1, n: 4, medianSelfUs: 40 });
    expect(row?.b).toMatchObject({ traces: 1, n: 1, medianSelfUs: 10 });
  });

  it("say null, not zero, where an operation occurs in one cohort only", () => {
    const row = compareCohorts({ a: slow, b: [] }).rows.find(({ operation }) => operation === "place");
    expect(row?.b).toEqual({
      traces: 0,
      n: 0,
      medianSelfUs: null,
      p95SelfUs: null,
      criticalRatio: 0,
      criticalUsPerTrace: 0,
    });
    expect(row?.medianSelfDifferenceUs).toBeNull();
  });
});

describe("cohorts by speed", () => {
  it("part at the threshold and set traces without a root aside", () => {
    const at = request({ orderUs: 280, dbUs: 1 });
    const below = request({ orderUs: 279, dbUs: 1 });
    const none: Trace = { traceId: "t9", spans: [] };
    expect(slowAndFast([at, below, none], 300)).toEqual({ a: [at], b: [below], neither: [none] });
  });
});

describe("cohorts by release", () => {
  it("follow the version of the service's spans, and set mixed and unknown ones aside", () => {
    const dated = (version: string): Trace => {
      const { traceId, spans } = request({ orderUs: 100, dbUs: 10, version });
      return { traceId, spans: spans.map((span) => (span.service === "order" ? { ...span, version } : span)) };
    };
    const v1 = dated("v1");
    const v2 = dated("v2");
    const v0 = dated("v0");
    const mixed = request({ orderUs: 100, dbUs: 10, version: "v2" });
    const cohorts = byVersion([v1, v2, v0, mixed], { service: "order", before: "v1", after: "v2" });
    expect(cohorts).toEqual({ a: [v2], b: [v1], neither: [v0, mixed] });
  });
});
