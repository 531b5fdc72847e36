import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exemplarsOf, histogramOf, nativeHistogramOf, probeOf, signalsOf, windowsOf } from "./normalise";
import { groupsOf } from "./queries";
import { exemplarAnswerSchema, queryAnswerSchema } from "./schema";
import { testService } from "./testing/service";

const grid = { fromMs: 1_000_000, toMs: 1_010_000, stepMs: 5_000 };

function matrix(result: unknown) {
  const answer = queryAnswerSchema.parse({ status: "success", data: { resultType: "matrix", result } });
  return answer.status === "success" && answer.data.resultType === "matrix" ? answer.data.result : [];
}

function vector(result: unknown) {
  const answer = queryAnswerSchema.parse({ status: "success", data: { resultType: "vector", result } });
  return answer.status === "success" && answer.data.resultType === "vector" ? answer.data.result : [];
}

describe("the answer's schema", () => {
  it("reads NaN and infinities, and refuses what is no number", () => {
    const [sample] = vector([{ metric: {}, value: [1, "NaN"] }]);
    expect(sample?.value?.[1]).toBeNaN();
    expect(vector([{ metric: {}, value: [1, "+Inf"] }])[0]?.value?.[1]).toBe(Number.POSITIVE_INFINITY);
    expect(() => vector([{ metric: {}, value: [1, "many"] }])).toThrow();
    expect(() => vector([{ metric: {}, value: [1, ""] }])).toThrow();
  });

  it("reads a native histogram sample in place of a value", () => {
    const [sample] = vector([
      {
        metric: {},
        histogram: [1, { count: "24", sum: "12.4", buckets: [[0, "0.0110", "0.0120", "1"]] }],
      },
    ]);
    expect(sample?.histogram?.[1].count).toBe(24);
  });

  it("keeps warnings", () => {
    const answer = queryAnswerSchema.parse({
      status: "success",
      data: { resultType: "vector", result: [] },
      warnings: ["store unavailable"],
    });
    expect(answer.status === "success" && answer.warnings).toEqual(["store unavailable"]);
  });

  it("reads a recorded error", () => {
    const recorded = {
      status: "error",
      errorType: "bad_data",
      error: 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces',
    };
    expect(queryAnswerSchema.parse(recorded).status).toBe("error");
  });
});

describe("histogramOf", () => {
  it("gives counts per column, keeps a gap a gap and counts dips", () => {
    const histogram = histogramOf(
      matrix([
        {
          metric: { le: "+Inf" },
          values: [
            [1_000, "2"],
            [1_010, "4"],
          ],
        },
        {
          metric: { le: "0.1" },
          values: [
            [1_000, "1"],
            [1_010, "5"],
          ],
        },
      ]),
      grid,
    );
    expect(histogram?.boundsS).toEqual([0.1]);
    expect(histogram?.columns).toEqual([[5, 5], null, [25, 0]]);
    expect(histogram?.nonMonotoneColumns).toBe(1);
  });

  it("is nothing without series or with nothing but NaN", () => {
    expect(histogramOf([], grid)).toBeNull();
    expect(histogramOf(matrix([{ metric: { le: "+Inf" }, values: [[1_000, "NaN"]] }]), grid)).toBeNull();
  });
});

describe("nativeHistogramOf", () => {
  // One bucket list per column; a column without one is a gap.
  const native = (columns: Readonly<Record<number, readonly (readonly [0 | 1 | 2 | 3, string, string, string])[]>>) =>
    nativeHistogramOf(
      matrix([
        {
          metric: {},
          histograms: Object.entries(columns).map(([atS, buckets]) => [Number(atS), { count: "1", sum: "1", buckets }]),
        },
      ]),
      grid,
    );

  it("reads an answer recorded from Prometheus 2.42: a negative bucket, the zero bucket, and what lies between", () => {
    const recorded = queryAnswerSchema.parse(
      JSON.parse(readFileSync(new URL("testing/query-range-native.json", import.meta.url), "utf8")),
    );
    const data = recorded.status === "success" && recorded.data.resultType === "matrix" ? recorded.data.result : [];
    const at = (data[0]?.histograms[0]?.[0] ?? 0) * 1_000;
    const histogram = nativeHistogramOf(data, { fromMs: at - 5_000, toMs: at + 5_000, stepMs: 5_000 });
    // (-inf] [-0.5, -0.25) ( ) [-0.001, 0.001] ( ) (0.03125, 0.0625] ( ) (0.25, 0.5] (inf)
    expect(histogram?.boundsS).toEqual([-0.5, -0.25, -0.001, 0.001, 0.03125, 0.0625, 0.25, 0.5]);
    expect(histogram?.columns[0]).toBeNull();
    expect(histogram?.columns[2]).toEqual([0, 50.01, 0, 100.021, 0, 251.094, 0, 50.01, 0]);
  });

  it("keeps gaps between sparse buckets as rows with true bounds", () => {
    const histogram = native({
      1005: [
        [0, "0.09", "0.1", "0.4"],
        [0, "0.1", "0.12", "0.2"],
      ],
    });
    expect(histogram?.boundsS).toEqual([0.09, 0.1, 0.12]);
    expect(histogram?.columns).toEqual([null, [0, 2, 1, 0], null]);
  });

  it("starts the zero bucket at 0 where nothing is negative", () => {
    const histogram = native({
      1000: [
        [3, "-0.001", "0.001", "1"],
        [0, "0.25", "0.5", "1"],
      ],
    });
    expect(histogram?.boundsS).toEqual([0.001, 0.25, 0.5]);
    expect(histogram?.columns[0]).toEqual([5, 0, 5, 0]);
  });

  // As Prometheus 3 writes them: the first custom bucket is open below and closed at both ends, the last one open above.
  it("draws both end buckets of custom bounds", () => {
    const histogram = native({
      1000: [
        [3, "-Inf", "0.1", "2"],
        [0, "0.1", "0.3", "1"],
        [0, "2.5", "+Inf", "0.4"],
      ],
    });
    expect(histogram?.boundsS).toEqual([0.1, 0.3, 2.5]);
    expect(histogram?.columns[0]).toEqual([10, 5, 0, 2]);
  });

  it("has a place for every boundary rule", () => {
    const histogram = native({
      1000: [
        [1, "-2", "-1", "1"],
        [2, "-1", "-0.5", "1"],
        [3, "-0.5", "0.5", "1"],
        [0, "0.5", "1", "1"],
      ],
    });
    expect(histogram?.boundsS).toEqual([-2, -1, -0.5, 0.5, 1]);
    expect(histogram?.columns[0]).toEqual([0, 5, 5, 5, 5, 0]);
    expect(() => native({ 1000: [[4 as 3, "0", "1", "1"]] })).toThrow();
  });

  it("adds up where another column is coarser, and never divides a bucket", () => {
    const histogram = native({
      1000: [
        [0, "1", "2", "1"],
        [0, "2", "4", "2"],
        [0, "4", "8", "1"],
      ],
      1005: [[0, "1", "4", "3"]],
    });
    expect(histogram?.boundsS).toEqual([1, 4, 8]);
    expect(histogram?.columns).toEqual([[0, 15, 5, 0], [0, 15, 0, 0], null]);
  });

  it("knows no requests from no data", () => {
    expect(native({ 1000: [] })?.columns).toEqual([[0], null, null]);
    expect(native({})).toBeNull();
  });

  it("loses no request and invents none, whatever the buckets", () => {
    const bucket = fc
      .record({ low: fc.integer({ min: -40, max: 40 }), width: fc.integer({ min: 1, max: 20 }), count: fc.nat(50) })
      .map(({ low, width, count }) => [0, String(low / 10), String((low + width) / 10), String(count)] as const);
    fc.assert(
      fc.property(fc.array(bucket), fc.array(bucket), (first, second) => {
        const histogram = native({ 1000: first, 1010: second });
        const totals = [first, null, second].map((buckets) =>
          buckets?.reduce((sum, [, , , n]) => sum + Number(n) * 5, 0),
        );
        expect(histogram?.columns.map((column) => column?.reduce((a, b) => a + b, 0))).toEqual(totals);
      }),
    );
  });
});

describe("probeOf", () => {
  const seen = (values: Readonly<Record<string, string>>) =>
    probeOf(vector(Object.entries(values).map(([signal, value]) => ({ metric: { signal }, value: [1, value] }))));

  it("takes the form that more series have, the finer one at a tie", () => {
    expect(seen({ classic: "6", classic_scrape: "15" })).toEqual({ form: "classic", scrapeMs: 15_000 });
    expect(seen({ classic: "6", native: "6", native_scrape: "0.2" })).toEqual({ form: "native", scrapeMs: 200 });
    expect(seen({ classic: "6", native: "1", classic_scrape: "5", native_scrape: "9" }).scrapeMs).toBe(5_000);
  });

  it("cannot tell without series or from one scrape", () => {
    expect(seen({})).toEqual({ form: null, scrapeMs: null });
    expect(seen({ native: "1", native_scrape: "NaN" })).toEqual({ form: "native", scrapeMs: null });
  });
});

describe("signalsOf", () => {
  it("puts every signal on the grid; NaN is a gap, not a zero", () => {
    const signals = signalsOf(
      matrix([
        {
          metric: { signal: "p95" },
          values: [
            [1_000, "0.2"],
            [1_005, "NaN"],
            [1_010, "0.3"],
          ],
        },
        { metric: { signal: "requests" }, values: [[1_010, "40"]] },
      ]),
      grid,
    );
    expect(signals?.p95Ms.samples.map((sample) => sample.value)).toEqual([200, null, 300]);
    expect(signals?.nNow).toBe(200);
    expect(signals?.goroutines.samples.every((sample) => sample.value === null)).toBe(true);
  });
});

describe("windowsOf", () => {
  it("splits one service by version and reads share above the objective from the buckets", () => {
    const services = [testService("order")];
    const sample = (signal: string, version: string, value: string, le?: string) => ({
      metric: { service: "order", signal: `0:${signal}`, version, ...(le === undefined ? {} : { le }) },
      value: [1_010, value],
    });
    const rows = windowsOf(
      vector([
        sample("buckets", "v1", "100", "0.3"),
        sample("buckets", "v1", "100", "+Inf"),
        sample("buckets", "v2", "10", "0.3"),
        sample("buckets", "v2", "100", "1"),
        sample("buckets", "v2", "100", "+Inf"),
        sample("failed", "v2", "25"),
        sample("failed", "v9", "NaN"),
      ]),
      { groups: groupsOf(services), services, by: "version", fromMs: 1_000_000, toMs: 1_010_000 },
    );
    expect(rows.map(({ version, n, errorRatio }) => ({ version, n, errorRatio }))).toEqual([
      { version: "v1", n: 100, errorRatio: 0 },
      { version: "v2", n: 100, errorRatio: 0.25 },
    ]);
    expect(rows[1]?.slowRatio).toBeCloseTo(0.9);
  });
});

describe("exemplarsOf", () => {
  it("reads a recorded answer, newest first", () => {
    const recorded = readFileSync(new URL("./testing/query-exemplars.json", import.meta.url), "utf8");
    const answer = exemplarAnswerSchema.parse(JSON.parse(recorded));
    const exemplars = answer.status === "success" ? exemplarsOf(answer.data) : [];
    expect(exemplars).toHaveLength(8);
    expect(exemplars[0]).toMatchObject({ traceId: "fb9daa484f73fdd989bc5067f9cb1111", valueS: 2.217943 });
  });
});
