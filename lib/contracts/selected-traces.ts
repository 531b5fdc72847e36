import * as z from "zod/mini";
import { traceRowSchema } from "./room";

/** A rectangle of the heat map: requests that ended in [from, to) and took (min, max] milliseconds. Without max: no upper end. */
export const selectionQuerySchema = z
  .object({
    from: z.coerce.number().check(z.int(), z.nonnegative()),
    to: z.coerce.number().check(z.int(), z.positive()),
    min: z._default(z.coerce.number().check(z.nonnegative()), 0),
    max: z.optional(z.coerce.number().check(z.positive())),
    /** Another service than the incident's. */
    service: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  })
  .check(
    z.refine(({ from, to }) => to > from, { path: ["to"], message: "after from" }),
    z.refine(({ min, max }) => max === undefined || max > min, { path: ["max"], message: "above min" }),
  );

const sample = z.object({
  n: z.number(),
  limit: z.number(),
  mayBeTruncated: z.boolean(),
  /** What was asked, so that it can be asked again. */
  query: z.string(),
});

export const selectedTracesSchema = z.object({
  service: z.string(),
  selection: z.object({ fromMs: z.number(), toMs: z.number(), minMs: z.number(), maxMs: z.nullable(z.number()) }),
  state: z.enum(["ok", "unknown", "error"]),
  /** Why it is not ok: a GapReason. */
  reason: z.nullable(z.string()),
  atMs: z.number(),
  /** The selection's own sample, and that of the rest of the same time. */
  inside: sample,
  outside: z.nullable(sample),
  /** Longest first, at most 20. */
  rows: z.array(traceRowSchema),
  /** Only when the trace store has none: what Prometheus kept beside its buckets. */
  exemplars: z.array(z.object({ traceId: z.string(), atMs: z.number(), valueMs: z.number() })),
  comparison: z.object({
    isEnough: z.boolean(),
    minTraces: z.number(),
    inN: z.number(),
    outN: z.number(),
    rows: z.array(
      z.object({
        service: z.string(),
        key: z.string(),
        value: z.string(),
        inHits: z.number(),
        outHits: z.number(),
        difference: z.number(),
        low: z.number(),
        high: z.number(),
        /** Facts of exactly the same traces. */
        alike: z.array(z.object({ service: z.string(), key: z.string(), value: z.string() })),
      }),
    ),
    /** All rows with a difference; `rows` holds the first 30. */
    rowsTotal: z.number(),
    withoutDifference: z.number(),
    skipped: z.array(z.object({ service: z.string(), key: z.string(), values: z.number() })),
  }),
});
export type SelectedTraces = z.infer<typeof selectedTracesSchema>;
