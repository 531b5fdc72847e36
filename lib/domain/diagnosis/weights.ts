import type { Trigger } from "../cause";

/** Out of `of` past cases, in how many the rule held. */
type Counted = { readonly held: number; readonly of: number };

/**
 * What each observation is worth: how often it holds when the hypothesis is the cause, and when it is not. The counts are judgements, stated
 * in twentieths so that real verdicts can be added to them later (row 2.4). Laplace smoothing: p = (held + 1) / (of + 2), so that no observation is ever
 * proof and none is impossible.
 */
export const RULES = {
  // Where it is. A caller that waits has no extra time of its own, so these explain callers away.
  self_time_here: { ifCause: { held: 18, of: 20 }, ifNot: { held: 1, of: 20 } },
  self_time_elsewhere: { ifCause: { held: 1, of: 20 }, ifNot: { held: 17, of: 20 } },
  errors_start_here: { ifCause: { held: 18, of: 20 }, ifNot: { held: 1, of: 20 } },
  errors_start_elsewhere: { ifCause: { held: 1, of: 20 }, ifNot: { held: 17, of: 20 } },
  // The weaker look at the same, from metrics alone: the deepest affected service of the call graph.
  deepest_affected: { ifCause: { held: 14, of: 20 }, ifNot: { held: 4, of: 20 } },
  affected_below: { ifCause: { held: 4, of: 20 }, ifNot: { held: 14, of: 20 } },
  // A leak is not passed on to callers.
  runtime_growth_here: { ifCause: { held: 15, of: 20 }, ifNot: { held: 1, of: 20 } },
  service_as_before: { ifCause: { held: 0, of: 20 }, ifNot: { held: 12, of: 20 } },
  // What changed. Two releases at the same time differ in nothing but the release: the strongest evidence there is.
  new_version_worse: { ifCause: { held: 18, of: 20 }, ifNot: { held: 1, of: 40 } },
  new_version_slower_inside: { ifCause: { held: 16, of: 20 }, ifNot: { held: 1, of: 40 } },
  versions_alike: { ifCause: { held: 0, of: 200 }, ifNot: { held: 15, of: 20 } },
  // Trouble often follows a change; it never comes before its cause.
  onset_after_change: { ifCause: { held: 18, of: 20 }, ifNot: { held: 3, of: 20 } },
  onset_before_change: { ifCause: { held: 0, of: 200 }, ifNot: { held: 100, of: 200 } },
  change_long_before: { ifCause: { held: 2, of: 20 }, ifNot: { held: 14, of: 20 } },
  nothing_changed_here: { ifCause: { held: 16, of: 20 }, ifNot: { held: 8, of: 20 } },
  changed_here: { ifCause: { held: 2, of: 20 }, ifNot: { held: 12, of: 20 } },
  // Load.
  traffic_grew: { ifCause: { held: 19, of: 20 }, ifNot: { held: 1, of: 40 } },
  traffic_steady: { ifCause: { held: 0, of: 200 }, ifNot: { held: 190, of: 200 } },
  pool_full: { ifCause: { held: 12, of: 20 }, ifNot: { held: 4, of: 20 } },
  // The outside.
  calls_worse: { ifCause: { held: 18, of: 20 }, ifNot: { held: 1, of: 20 } },
  calls_as_before: { ifCause: { held: 0, of: 40 }, ifNot: { held: 18, of: 20 } },
  breaker_opened: { ifCause: { held: 12, of: 20 }, ifNot: { held: 3, of: 20 } },
} as const satisfies Readonly<Record<string, { readonly ifCause: Counted; readonly ifNot: Counted }>>;

export type RuleName = keyof typeof RULES;

/** Before any evidence: most incidents follow a change of one's own. `none` is what the model does not know. */
export const PRIORS: Readonly<Partial<Record<Trigger, number>>> & { readonly none: number } = {
  release: 8,
  configuration: 4,
  dependency: 4,
  traffic: 3,
  internal: 3,
  none: 2,
};

/**
 * Observations of one incident hang together (a slow query makes self time, p95 and onset speak at once); naive Bayes counts them as
 * independent. Dividing the sum of log-odds by this keeps confidence from running to certainty.
 */
export const DEPENDENCE = 1.5;

/** Natural log of how much more often the rule holds for the cause than for another. */
export function weightOf(rule: RuleName): number {
  const { ifCause, ifNot } = RULES[rule];
  return Math.log(smoothed(ifCause) / smoothed(ifNot));
}

function smoothed({ held, of }: Counted): number {
  return (held + 1) / (of + 2);
}
