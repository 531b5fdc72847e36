import {
  bulkhead,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import type { GapReason, Measured, Upstream } from "@/lib/domain/upstream";
import type { Clock } from "@/lib/ports";
import type { HealthRegistry } from "./health";

export type GuardLimits = {
  /** Calls at once. */
  readonly concurrency: number;
  /** Calls that may wait for a place; more are answered at once as time-outs. */
  readonly queue: number;
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open before one call probes. */
  readonly openMs: number;
};

export const DEFAULT_LIMITS: GuardLimits = { concurrency: 4, queue: 32, failures: 5, openMs: 5_000 };

/** Time-out, concurrency budget and circuit breaker around one upstream. */
export type Guard = {
  readonly upstream: Upstream;
  /** Runs one call. Never rejects for the upstream's sake: time-out, full queue and open circuit are gaps; an unexpected error is rethrown after it counted. */
  run<T>(call: { readonly query: string; readonly timeoutMs: number }, work: () => Promise<T>): Promise<T | Gap>;
};

type Gap = Extract<Measured<never>, { ok: false }>;

/** Carries a gap through the breaker, which counts only rejections. */
class UpstreamFailure extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super("upstream failed");
    this.name = "UpstreamFailure";
    this.answer = answer;
  }
}

export function createGuard(input: {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly health: HealthRegistry;
  readonly limits?: Partial<GuardLimits>;
}): Guard {
  const { upstream, clock, health } = input;
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleAll, {
    halfOpenAfter: limits.openMs,
    breaker: new ConsecutiveBreaker(limits.failures),
  });
  const budget = bulkhead(limits.concurrency, limits.queue);

  const gapOf = (query: string, reason: GapReason): Gap => ({
    ok: false,
    source: upstream,
    reason,
    at: clock.now(),
    query,
  });

  return {
    upstream,
    async run<T>(call: { readonly query: string; readonly timeoutMs: number }, work: () => Promise<T>) {
      // The time-out is inside the breaker, so that silence opens the circuit; waiting for a place counts against the caller's deadline, not the upstream.
      const deadline = timeout(call.timeoutMs, TimeoutStrategy.Aggressive);
      const policy = wrap(deadline, budget, breaker, timeout(call.timeoutMs, TimeoutStrategy.Aggressive));
      try {
        const answer = await policy.execute(async () => {
          const value = await work();
          const reason = failureOf(value);
          if (reason !== null) throw new UpstreamFailure(value);
          return value;
        });
        if (isAnswer(answer)) health.recordGood(upstream);
        return answer;
      } catch (error) {
        if (error instanceof UpstreamFailure) {
          const reason = failureOf(error.answer);
          if (reason !== null) health.recordFailure(upstream, reason);
          return { ...gapOf(call.query, reason ?? "unreachable"), ...queryOf(error.answer) };
        }
        if (isBrokenCircuitError(error)) return gapOf(call.query, "circuit_open");
        if (isBulkheadRejectedError(error)) return gapOf(call.query, "timeout");
        // Not cockatiel's isTaskCancelledError: in 3.2.1 it looks for another class's mark.
        if (error instanceof TaskCancelledError) {
          health.recordFailure(upstream, "timeout");
          return gapOf(call.query, "timeout");
        }
        health.recordFailure(upstream, "unreachable");
        throw error;
      }
    },
  };
}

/** Only what says that the upstream itself is ill counts, garbage too: a refused query or an empty answer came from a live server. */
function failureOf(value: unknown): "unreachable" | "timeout" | "bad_answer" | null {
  if (!isGap(value)) return null;
  const { reason } = value;
  return reason === "unreachable" || reason === "timeout" || reason === "bad_answer" ? reason : null;
}

function isAnswer(value: unknown): boolean {
  return !isGap(value) || value.reason === "no_data" || value.reason === "refused";
}

function queryOf(value: unknown): { query?: string } {
  return typeof value === "object" && value !== null && "query" in value && typeof value.query === "string"
    ? { query: value.query }
    : {};
}

function isGap(value: unknown): value is { ok: false; reason: unknown } {
  return typeof value === "object" && value !== null && "ok" in value && value.ok === false && "reason" in value;
}
