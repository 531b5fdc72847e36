import * as z from "zod/mini";
import { breakerSchema, guardsPanelSchema } from "./breakers";

// Apart from what the tick carries: only the details of a breaker and the API read it.

const countsSchema = z.object({
  atMs: z.number(),
  total: z.nullable(z.number()),
  failed: z.nullable(z.number()),
  /** Refused by the open breaker; not in `total`. */
  rejected: z.nullable(z.number()),
});

const failureSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  atMs: z.number(),
  durationMs: z.number(),
  operation: z.string(),
  kind: z.enum(["refused", "timeout", "error"]),
  message: z.nullable(z.string()),
});

/** Each breaker with its last minute of calls and its last failures. */
export const breakerReportSchema = z.object({
  incidentId: z.string(),
  atMs: z.number(),
  window: z.object({ fromMs: z.number(), toMs: z.number(), stepMs: z.number() }),
  breakers: z.array(
    z.extend(breakerSchema, {
      window: z.object({
        /** Where the counts come from; from traces they are a sample. null: from nowhere. */
        source: z.nullable(z.enum(["metrics", "traces"])),
        columns: z.array(countsSchema),
        /** The search for traces hit its limit. */
        isSample: z.boolean(),
      }),
      failures: z.object({
        /** not_asked: only the callers with the worst breakers are looked up in traces. */
        state: z.enum(["ok", "not_asked", "gap"]),
        rows: z.array(failureSchema),
        mayBeTruncated: z.boolean(),
      }),
    }),
  ),
  guards: z.nullable(guardsPanelSchema),
  /** What could not be had, and why. */
  gaps: z.array(z.object({ part: z.string(), source: z.string(), reason: z.string() })),
});
export type BreakerReport = z.infer<typeof breakerReportSchema>;
