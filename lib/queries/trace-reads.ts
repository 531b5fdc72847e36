import type { SelectedTraces } from "@/lib/contracts/selected-traces";
import type { TraceCohorts } from "@/lib/contracts/trace-cohorts";
import type { Trace } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import { createSharedAnswers, type SharedAnswers } from "./shared-answers";

/** Trace answers shared by all viewers of this process. Made once by the wiring. */
export type TraceReads = {
  readonly byId: SharedAnswers<Measured<Trace | null>>;
  readonly selected: SharedAnswers<SelectedTraces>;
  readonly cohorts: SharedAnswers<TraceCohorts>;
};

export function createTraceReads(): TraceReads {
  return {
    // A trace may be large: few are kept, and not for long, since late spans still arrive.
    byId: createSharedAnswers({ ttlMs: 10_000, max: 6 }),
    selected: createSharedAnswers({ ttlMs: 30_000, max: 40 }),
    cohorts: createSharedAnswers({ ttlMs: 10_000, max: 40 }),
  };
}
