import { z } from "zod";

const cohortSchema = z.object({
  /** Traces in which the operation occurs. */
  traces: z.number(),
  /** Its spans. */
  n: z.number(),
  /** Self time per trace in which it occurs; null when it occurs in none. */
  medianSelfMs: z.number().nullable(),
  p95SelfMs: z.number().nullable(),
  /** Share of the critical path of the whole cohort, 0–1. */
  criticalRatio: z.number(),
});

/** Two cohorts of traces by operation: `a` is the slow one, or the release under suspicion. */
export const traceCohortsSchema = z.object({
  by: z.enum(["speed", "release"]),
  state: z.enum(["ok", "unknown", "error"]),
  /** Why it is not ok: a GapReason, or no_release when no deploy of the service is known. */
  reason: z.string().nullable(),
  atMs: z.number(),
  /** What was asked. */
  queries: z.array(z.string()),
  a: z.object({ n: z.number(), version: z.string().nullable() }),
  b: z.object({ n: z.number(), version: z.string().nullable() }),
  /** Sampled, but in neither cohort: both releases in one trace, another release, no root. */
  neither: z.number(),
  /** Where speed was parted. */
  splitMs: z.number().nullable(),
  splitAt: z.enum(["objective", "median"]).nullable(),
  /** When the release went live. */
  releasedMs: z.number().nullable(),
  /** Below this many traces in either cohort there are no rows. */
  minTraces: z.number(),
  mayBeTruncated: z.boolean(),
  /** What explains most of `a` being slower comes first; at most 12. */
  rows: z.array(
    z.object({
      service: z.string(),
      operation: z.string(),
      a: cohortSchema,
      b: cohortSchema,
      /** Time on the critical path per trace, a − b. All rows add up to the difference of the mean durations. */
      differenceMs: z.number(),
    }),
  ),
  rowsTotal: z.number(),
});
export type TraceCohorts = z.infer<typeof traceCohortsSchema>;

export const cohortsQuerySchema = z
  .object({
    by: z.enum(["speed", "release"]).default("speed"),
    /** Minutes looked back for speed. */
    rangeMin: z.coerce.number().int().min(1).max(1_440).default(20),
    /** A stretch that stands still instead, epoch milliseconds. */
    from: z.coerce.number().int().nonnegative().optional(),
    to: z.coerce.number().int().positive().optional(),
    /** Another service than the incident's. */
    service: z.string().min(1).max(200).optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), { path: ["to"], message: "with from" })
  .refine(({ from = 0, to = Number.POSITIVE_INFINITY }) => to > from, { path: ["to"], message: "after from" });
