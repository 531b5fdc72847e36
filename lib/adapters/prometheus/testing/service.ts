import type { Service } from "@/lib/domain/service";

/** A service as the demo catalogue describes it. */
export function testService(name: string): Service {
  return {
    name,
    team: "checkout",
    tier: 1,
    match: {},
    metrics: {
      latency: {
        histogram: "http_request_duration_seconds",
        selector: `service="${name}"`,
        route: "route",
        status: "status",
      },
      panics: "middleware_panic_total",
      cancelled: "http_request_cancelled_total",
    },
    breakers: [
      {
        metric: "circuit_breaker_state",
        signal: "breaker",
        caller: "service",
        callee: "target",
        nameLabels: [],
        library: null,
        values: { closed: 0, half_open: 1, open: 2 },
        stateLabel: null,
        transitionsMetric: null,
        rejectMetric: null,
        callsMetric: null,
        failuresMetric: null,
      },
    ],
    traces: { service: name },
    workload: null,
    objectives: [{ name: "latency", target: 0.99, thresholdMs: 300, windowDays: 30 }],
    recoveryP95Ms: null,
    isDiscovered: false,
  };
}
