import type { Incident } from "./incident";

export const TIME_MEASURES = ["detect", "acknowledge", "mitigate", "resolve"] as const;
export type TimeMeasure = (typeof TIME_MEASURES)[number];

/** One measured time of one incident. Pending and invalid samples are counted and shown, never turned into zero. */
export type TimeSample =
  | { readonly state: "recorded"; readonly durationMs: number }
  | { readonly state: "pending" }
  | { readonly state: "not_applicable"; readonly reason: "never_acknowledged" | "no_verified_recovery" }
  | { readonly state: "invalid"; readonly reason: "ends_before_it_starts"; readonly durationMs: number };

export type IncidentTimes = Readonly<Record<TimeMeasure, TimeSample>>;

type TimedIncident = Pick<Incident, "impactStartAt" | "detectedAt" | "acknowledgedAt" | "mitigatedAt" | "resolvedAt">;

/**
 * Time to detect = first firing alert − impact start (diagnosed onset or entered by a person).
 * Time to acknowledge, mitigate, resolve = from the first firing alert; mitigated = start of the verification window that passed.
 */
export function timesOf(incident: TimedIncident): IncidentTimes {
  const { impactStartAt, detectedAt, acknowledgedAt, mitigatedAt, resolvedAt } = incident;
  return {
    detect: impactStartAt === null ? { state: "pending" } : between(impactStartAt, detectedAt),
    acknowledge: acknowledgedAt
      ? between(detectedAt, acknowledgedAt)
      : resolvedAt
        ? { state: "not_applicable", reason: "never_acknowledged" }
        : { state: "pending" },
    mitigate: mitigatedAt
      ? between(detectedAt, mitigatedAt)
      : resolvedAt
        ? { state: "not_applicable", reason: "no_verified_recovery" }
        : { state: "pending" },
    resolve: resolvedAt ? between(detectedAt, resolvedAt) : { state: "pending" },
  };
}

function between(from: Date, to: Date): TimeSample {
  const durationMs = to.getTime() - from.getTime();
  return durationMs < 0
    ? { state: "invalid", reason: "ends_before_it_starts", durationMs }
    : { state: "recorded", durationMs };
}
