import { type GapReason, UPSTREAMS, type Upstream, type UpstreamHealth } from "@/lib/domain/upstream";
import type { Clock, UpstreamRegistry } from "@/lib/ports";

export type HealthRegistry = UpstreamRegistry & {
  recordGood(upstream: Upstream): void;
  recordFailure(upstream: Upstream, reason: GapReason): void;
  /** Nobody configured it: unknown, with that reason. */
  recordAbsent(upstream: Upstream): void;
};

/** Health of each upstream as its last answers showed it. Unknown until the first answer. */
export function createHealthRegistry({ clock }: { readonly clock: Clock }): HealthRegistry {
  const states = new Map<Upstream, UpstreamHealth>(UPSTREAMS.map((upstream) => [upstream, unknown(upstream, null)]));
  const healthOf = (upstream: Upstream) => states.get(upstream) ?? unknown(upstream, null);
  return {
    health: () => UPSTREAMS.map(healthOf),
    healthOf,
    recordGood(upstream) {
      states.set(upstream, { upstream, state: "ok", lastOkAt: clock.now(), failingSince: null, reason: null });
    },
    recordFailure(upstream, reason) {
      // Found out only when it is asked (no kubeconfig, no service account): nobody's failure.
      if (reason === "not_configured") {
        states.set(upstream, unknown(upstream, reason));
        return;
      }
      const { lastOkAt, failingSince } = healthOf(upstream);
      states.set(upstream, {
        upstream,
        state: "stale",
        lastOkAt,
        failingSince: failingSince ?? clock.now(),
        reason,
      });
    },
    recordAbsent(upstream) {
      states.set(upstream, unknown(upstream, "not_configured"));
    },
  };
}

function unknown(upstream: Upstream, reason: GapReason | null): UpstreamHealth {
  return { upstream, state: "unknown", lastOkAt: null, failingSince: null, reason };
}
