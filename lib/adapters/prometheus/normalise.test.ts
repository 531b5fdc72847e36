import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { breakersOf, exemplarsOf, histogramOf, nativeHistogramOf, signalsOf, windowsOf } from "./normalise";
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

  it("reads native buckets with their own bounds", () => {
    const histogram = nativeHistogramOf(
      matrix([
        {
          metric: {},
          histograms: [
            [
              1_005,
              {
                count: "0.6",
                sum: "0.1",
                buckets: [
                  [0, "0.09", "0.1", "0.4"],
                  [0, "0.1", "0.12", "0.2"],
                ],
              },
            ],
          ],
        },
      ]),
      grid,
    );
    expect(histogram?.boundsS).toEqual([0.1, 0.12]);
    expect(histogram?.columns).toEqual([null, [2, 1, 0], null]);
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

describe("breakersOf", () => {
  const mappings = testService("order").breakers;
  const pod = (name: string, values: readonly string[]) => ({
    metric: { service: "payment", target: "bank", pod: name, signal: "0" },
    values: values.map((value, column) => [1_000 + column * 5, value]),
  });

  it("counts pods instead of averaging them", () => {
    const [breaker] = breakersOf(matrix([pod("a", ["0", "2", "2"]), pod("b", ["0", "0", "0"])]), { grid, mappings });
    expect(breaker).toMatchObject({ state: "open", pods: 2, podsOpen: 1, flaps: 1, openSince: new Date(1_005_000) });
  });

  it("keeps the spell's start through a failed probe", () => {
    const [breaker] = breakersOf(matrix([pod("a", ["2", "1", "2"])]), { grid, mappings });
    expect(breaker?.openSince).toEqual(new Date(1_000_000));
  });

  it("does not guess a value that the catalogue does not name, nor a series that went away", () => {
    expect(breakersOf(matrix([pod("a", ["0", "0", "7"])]), { grid, mappings })[0]?.state).toBe("unknown");
    expect(breakersOf(matrix([pod("a", ["0", "0"])]), { grid, mappings })[0]).toMatchObject({
      state: "unknown",
      pods: 0,
    });
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
