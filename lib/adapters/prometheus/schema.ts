import { z } from "zod";

// Prometheus HTTP API v1 as Prometheus, Thanos, Mimir and VictoriaMetrics answer it.

const labels = z.record(z.string(), z.string());

/** "NaN", "+Inf" and "-Inf" are ordinary values. */
const number = z.string().transform((text, ctx) => {
  const value =
    text === "+Inf" || text === "Inf"
      ? Number.POSITIVE_INFINITY
      : text === "-Inf"
        ? Number.NEGATIVE_INFINITY
        : text === "NaN"
          ? Number.NaN
          : text.trim() === ""
            ? null
            : Number(text);
  if (value === null || (Number.isNaN(value) && text !== "NaN")) {
    ctx.addIssue({ code: "custom", message: `not a number: ${text.slice(0, 40)}` });
    return z.NEVER;
  }
  return value;
});

const point = z.tuple([z.number(), number]);

/** Native histogram sample: buckets are [boundary rule, left, right, count]. */
const nativeHistogram = z.object({
  count: number,
  sum: number,
  buckets: z.array(z.tuple([z.literal([0, 1, 2, 3]), number, number, number])).default([]),
});
const histogramPoint = z.tuple([z.number(), nativeHistogram]);

/** A sample has `value` or `histogram`, a series `values`, `histograms` or both. */
const vectorSample = z.object({ metric: labels, value: point.optional(), histogram: histogramPoint.optional() });
const matrixSeries = z.object({
  metric: labels,
  values: z.array(point).default([]),
  histograms: z.array(histogramPoint).default([]),
});

const queryData = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("vector"), result: z.array(vectorSample) }),
  z.object({ resultType: z.literal("matrix"), result: z.array(matrixSeries) }),
  z.object({ resultType: z.literal("scalar"), result: point }),
  z.object({ resultType: z.literal("string"), result: z.tuple([z.number(), z.string()]) }),
]);

const notices = { warnings: z.array(z.string()).default([]), infos: z.array(z.string()).default([]) };

const failure = z.object({ status: z.literal("error"), errorType: z.string().default("unknown"), error: z.string() });

export const queryAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: queryData, ...notices }),
  failure,
]);

const exemplars = z.array(
  z.object({
    seriesLabels: labels,
    exemplars: z.array(z.object({ labels, value: number, timestamp: z.number() })),
  }),
);

export const exemplarAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: exemplars.nullable().transform((data) => data ?? []), ...notices }),
  failure,
]);

export type QueryData = z.infer<typeof queryData>;
export type VectorSample = z.infer<typeof vectorSample>;
export type MatrixSeries = z.infer<typeof matrixSeries>;
export type ExemplarData = z.infer<typeof exemplars>;
