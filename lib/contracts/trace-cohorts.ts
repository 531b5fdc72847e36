import * as z from "zod/mini";

const cohortSchema = z.object({
  /** Traces in which the operation occurs. */
  traces: z.number(),
  /** Its spans. */
  n: z.number(),
  /** Self time per trace in which it occurs; null when it occurs in none. */
  medianSelfMs: z.nullable(z.number()),
  p95SelfMs: z.nullable(z.number()),
  /** Share of the critical path of the whole cohort, 0–1. */
  criticalRatio: z.number(),
});

/** Two cohorts of traces by operation: `a` is the slow one, or the release under suspicion. */
export const traceCohortsSchema = z.object({
  by: z.enum(["speed", "release"]),
  state: z.enum(["ok", "unknown", "error"]),
  /** Why it is not ok: a GapReason, or no_release when no deploy of the service is known. */
  reason: z.nullable(z.string()),
  atMs: z.number(),
  /** What was asked. */
  queries: z.array(z.string()),
  a: z.object({ n: z.number(), version: z.nullable(z.string()) }),
  b: z.object({ n: z.number(), version: z.nullable(z.string()) }),
  /** Sampled, but in neither cohort: both releases in one trace, another release, no root. */
  neither: z.number(),
  /** Where speed was parted. */
  splitMs: z.nullable(z.number()),
  splitAt: z.nullable(z.enum(["objective", "median"])),
  /** When the release went live. */
  releasedMs: z.nullable(z.number()),
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
    by: z._default(z.enum(["speed", "release"]), "speed"),
    /** Minutes looked back for speed. */
    rangeMin: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1_440)), 20),
    /** A stretch that stands still instead, epoch milliseconds. */
    from: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
    to: z.optional(z.coerce.number().check(z.int(), z.positive())),
    /** Another service than the incident's. */
    service: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  })
  .check(
    z.refine(({ from, to }) => (from === undefined) === (to === undefined), { path: ["to"], message: "with from" }),
    z.refine(({ from = 0, to = Number.POSITIVE_INFINITY }) => to > from, { path: ["to"], message: "after from" }),
  );
