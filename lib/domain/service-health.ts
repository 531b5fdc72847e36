import type { BreakerState } from "./measurement";
import type { ObservedBreaker, ProtectionPicture, TargetHealth } from "./protection";
import { compareText } from "./text-order";

export const SERVICE_STATES = ["available", "degraded", "unavailable", "unknown"] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

/** Health probe of a service: every target answers, some do, none does, nobody is asked. */
export type Probe = "up" | "degraded" | "down" | "unknown";

type Touching = Pick<ObservedBreaker, "caller" | "callee" | "state">;

export type ServiceHealth = {
  readonly service: string;
  readonly state: ServiceState;
  readonly probe: Probe;
  readonly up: number | null;
  readonly targets: number | null;
  /** The breakers that decided, all of the worst state. */
  readonly breakers: readonly Touching[];
};

/** The worst state of the breakers that touch a service; "none": no breaker does. */
export type WorstBreaker = BreakerState | "none";

/**
 * Health probe and breaker together. A degraded service with an open breaker is unavailable; one that answers behind an open breaker is
 * degraded; an unreadable breaker is not a closed one.
 */
export function serviceStateOf(probe: Probe, breaker: WorstBreaker): ServiceState {
  if (probe === "down") return "unavailable";
  if (probe === "degraded") return breaker === "open" ? "unavailable" : "degraded";
  if (breaker === "open" || breaker === "half_open") return "degraded";
  return probe === "unknown" || breaker === "unknown" ? "unknown" : "available";
}

function probeOf(health: TargetHealth | undefined): Probe {
  if (health === undefined || health.targets === 0) return "unknown";
  if (health.up >= health.targets) return "up";
  return health.up > 0 ? "degraded" : "down";
}

const ORDER: readonly BreakerState[] = ["open", "half_open", "unknown", "closed"];

/** Every service that has targets or a breaker, with what its breakers, and those of its callers towards it, make of its health. */
export function serviceHealthsOf({
  breakers,
  targets,
}: Pick<ProtectionPicture, "breakers" | "targets">): readonly ServiceHealth[] {
  const probed = new Map(targets.map((health) => [health.service, health]));
  const names = new Set([...probed.keys(), ...breakers.map(({ caller }) => caller)]);
  return [...names].sort(compareText).map((service) => {
    const touching = breakers.filter(({ caller, callee }) => caller === service || callee === service);
    const worst = ORDER.find((state) => touching.some((breaker) => breaker.state === state)) ?? "none";
    const health = probed.get(service);
    const probe = probeOf(health);
    return {
      service,
      state: serviceStateOf(probe, worst),
      probe,
      up: health?.up ?? null,
      targets: health?.targets ?? null,
      breakers:
        worst === "closed"
          ? []
          : touching
              .filter(({ state }) => state === worst)
              .map(({ caller, callee, state }) => ({ caller, callee, state })),
    };
  });
}
