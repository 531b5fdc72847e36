import { z } from "zod";
import { traceRowSchema } from "./room";

/** A rectangle of the heat map: requests that ended in [from, to) and took (min, max] milliseconds. Without max: no upper end. */
export const selectionQuerySchema = z
  .object({
    from: z.coerce.number().int().nonnegative(),
    to: z.coerce.number().int().positive(),
    min: z.coerce.number().nonnegative().default(0),
    max: z.coerce.number().positive().optional(),
    /** Another service than the incident's. */
    service: z.string().min(1).max(200).optional(),
  })
  .refine(({ from, to }) => to > from, { path: ["to"], message: "after from" })
  .refine(({ min, max }) => max === undefined || max > min, { path: ["max"], message: "above min" });

const sample = z.object({
  n: z.number(),
  limit: z.number(),
  mayBeTruncated: z.boolean(),
  /** What was asked, so that it can be asked again. */
  query: z.string(),
});

export const selectedTracesSchema = z.object({
  service: z.string(),
  selection: z.object({ fromMs: z.number(), toMs: z.number(), minMs: z.number(), maxMs: z.number().nullable() }),
  state: z.enum(["ok", "unknown", "error"]),
  /** Why it is not ok: a GapReason. */
  reason: z.string().nullable(),
  atMs: z.number(),
  /** The selection's own sample, and that of the rest of the same time. */
  inside: sample,
  outside: sample.nullable(),
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
      }),
    ),
    /** All rows with a difference; `rows` holds the first 30. */
    rowsTotal: z.number(),
    withoutDifference: z.number(),
    skipped: z.array(z.object({ service: z.string(), key: z.string(), values: z.number() })),
  }),
});
export type SelectedTraces = z.infer<typeof selectedTracesSchema>;
