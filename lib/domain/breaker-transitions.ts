import type { EventData, TimelineEvent } from "./events";
import type { BreakerState } from "./measurement";
import type { ObservedBreaker } from "./protection";

export type BreakerTransition = { readonly at: Date; readonly data: EventData["breaker_changed"] };

/**
 * What happened to breakers since the timeline last told of them. An open breaker that probes (half-open) and fails is one spell, not
 * a new event at every probe; a gauge that went away is no transition: nobody knows. A breaker first seen closed is not news.
 */
export function breakerTransitions(
  events: readonly TimelineEvent[],
  breakers: readonly ObservedBreaker[],
  now: Date,
): readonly BreakerTransition[] {
  const told = new Map<string, { readonly to: BreakerState; readonly at: Date }>();
  for (const event of events) {
    if (event.kind !== "breaker_changed") continue;
    told.set(keyOf(event.data), { to: event.data.to, at: event.at });
  }
  return breakers.flatMap((breaker): readonly BreakerTransition[] => {
    const last = told.get(keyOf(breaker));
    // A transition inside the look-back shows that it was not open before.
    const from = last?.to ?? (breaker.state === "closed" || breaker.flaps > 0 ? "closed" : "unknown");
    const to = breaker.state;
    if (to === from || to === "unknown") return [];
    if (from === "open" && to === "half_open") return [];
    // Open before the look-back: nobody saw when it opened, so it is told as seen now.
    const openSince = to === "open" && !breaker.wasOpenBefore ? breaker.openSince : null;
    const isUsable = openSince !== null && openSince <= now && (last === undefined || openSince > last.at);
    return [
      {
        at: isUsable ? openSince : now,
        data: {
          caller: breaker.caller,
          callee: breaker.callee,
          from,
          to,
          podsOpen: breaker.podsOpen,
          pods: breaker.pods,
        },
      },
    ];
  });
}

function keyOf({ caller, callee }: { readonly caller: string; readonly callee: string }): string {
  return JSON.stringify([caller, callee]);
}
