import type { Breaker } from "./measurement";
import type { ObservedBreaker, ProtectionPicture } from "./protection";

/** A plain breaker as an adapter that saw nothing more of it would tell it. */
export function observed(breaker: Breaker): ObservedBreaker {
  return {
    ...breaker,
    podsUnknown: breaker.state === "unknown" ? breaker.pods : 0,
    unknownReason: breaker.state === "unknown" ? "series_went_away" : null,
    mode: null,
    wasOpenBefore: false,
    lastProbeAt: null,
    namedPods: [],
    parts: [],
    readAs: [{ dialect: "declared", metric: "circuit_breaker_state" }],
  };
}

export function pictureOf(breakers: readonly Breaker[]): ProtectionPicture {
  return { breakers: breakers.map(observed), limits: [], ejections: [], shedding: [], targets: [], silent: [] };
}
