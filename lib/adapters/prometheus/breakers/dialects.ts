import type { BreakerState } from "@/lib/domain/measurement";
import type { ReachedLimit } from "@/lib/domain/protection";
import type { BreakerValues } from "@/lib/domain/service";

/** Series of a metric, by exact values of a label when `label` is given. */
export type Pick = { readonly metric: string; readonly label?: string; readonly values?: readonly string[] };

export type Encoding =
  /** One gauge, a number per state. */
  | { readonly kind: "gauge"; readonly metric: string; readonly values: BreakerValues }
  /** One series per state; the one of the current state is 1. */
  | { readonly kind: "one_hot"; readonly metrics: readonly string[]; readonly labels: readonly string[] }
  /** A counter per kind of change; the state is what changed last. `firstCloses`: the life of a breaker begins with a close. */
  | {
      readonly kind: "events";
      readonly metrics: readonly string[];
      readonly label: string;
      readonly words?: Readonly<Record<string, BreakerState>>;
      readonly firstCloses: boolean;
    }
  /** No state at all: refused calls grow only while it is open. */
  | { readonly kind: "rejects"; readonly rejected: string; readonly attempted: string }
  /** Gauges that are 1 while a limit is reached. */
  | { readonly kind: "limit"; readonly metrics: Readonly<Record<string, ReachedLimit["limit"]>> }
  | { readonly kind: "ejection"; readonly ejected: string; readonly hosts: string }
  | { readonly kind: "ratio"; readonly metric: string }
  /** A bare number of which nobody has said what it means. */
  | { readonly kind: "undeclared"; readonly metric: string };

export type Dialect = {
  readonly id: string;
  readonly encoding: Encoding;
  /** Labels that may hold the caller, best first; a label that holds the callee is passed over. */
  readonly caller: readonly string[];
  /** Labels that may hold the callee, best first. */
  readonly callee: readonly string[];
  readonly nameLabels?: readonly string[];
  readonly calleeForm?: "dapr_target" | "envoy_cluster";
  /** Counter of state changes with the new state in a label. */
  readonly transitions?: string;
  readonly calls?: {
    readonly total: readonly Pick[];
    readonly failed: readonly Pick[];
    readonly rejected: readonly Pick[];
    /** `total` counts refused calls too. */
    readonly hasRejectedInTotal: boolean;
  };
  /** Where the encoding was seen. */
  readonly source: string;
};

/** Where scrapers and libraries put the name of the service that a series is of. */
export const CALLER_LABELS = [
  "service",
  "service_name",
  "app_kubernetes_io_name",
  "app",
  "application",
  "deployment",
  "container",
  "job",
] as const;

const callsOf = (metric: string, label: string, words: { ok: string; failed: string; rejected: string }) => ({
  total: [{ metric, label, values: [words.ok, words.failed] }],
  failed: [{ metric, label, values: [words.failed] }],
  rejected: [{ metric, label, values: [words.rejected] }],
  hasRejectedInTotal: false,
});

/** Hosts that Envoy sends no traffic to; also narrows the question for its clusters' hosts. */
export const EJECTED = "envoy_cluster_outlier_detection_ejections_active";

const LIMITS = {
  cx: "connections",
  cx_pool: "connection_pools",
  rq_pending: "pending_requests",
  rq: "requests",
  rq_retry: "retries",
} as const;

/** Libraries and proxies whose metrics say what they mean: one row each. */
export const DIALECTS: readonly Dialect[] = [
  {
    id: "goresilience",
    // The numbers of its gauge `_current_condition` differ between versions (open was 1 and 3), so the words of its counter decide.
    encoding: {
      kind: "events",
      metrics: ["goresilience_circuitbreaker_state_changes_total"],
      label: "state",
      firstCloses: true,
    },
    caller: CALLER_LABELS,
    callee: ["id"],
    source: "slok/goresilience metrics/prometheus.go, circuitbreaker/circuitbreaker.go",
  },
  {
    id: "hystrix-go",
    encoding: { kind: "rejects", rejected: "hystrix_go_short_circuits", attempted: "hystrix_go_attempts" },
    caller: CALLER_LABELS,
    callee: ["command"],
    calls: {
      total: [{ metric: "hystrix_go_attempts" }],
      failed: [{ metric: "hystrix_go_failures" }, { metric: "hystrix_go_timeouts" }],
      rejected: [{ metric: "hystrix_go_short_circuits" }],
      hasRejectedInTotal: true,
    },
    source: "afex/hystrix-go plugins/prometheus_collector.go",
  },
  {
    id: "gofr",
    encoding: {
      kind: "gauge",
      metric: "app_http_circuit_breaker_state",
      values: { closed: 0, half_open: null, open: 1 },
    },
    caller: CALLER_LABELS,
    // A scraper that sets `service` itself moves the library's own aside.
    callee: ["exported_service", "service"],
    source: "gofr.dev docs/advanced-guide/circuit-breaker, service/circuit_breaker.go",
  },
  {
    id: "dapr",
    encoding: { kind: "one_hot", metrics: ["dapr_resiliency_cb_state"], labels: ["status"] },
    caller: ["app_id"],
    callee: ["target"],
    nameLabels: ["policy", "flow_direction"],
    calleeForm: "dapr_target",
    source: "dapr/dapr docs/development/dapr-metrics.md, tests/integration/suite/daprd/resiliency",
  },
  {
    id: "mimir",
    encoding: { kind: "one_hot", metrics: ["cortex_ingester_circuit_breaker_current_state"], labels: ["state"] },
    caller: CALLER_LABELS,
    callee: ["request_type", "path"],
    transitions: "cortex_ingester_circuit_breaker_transitions_total",
    calls: callsOf("cortex_ingester_circuit_breaker_results_total", "result", {
      ok: "success",
      failed: "error",
      rejected: "circuit_breaker_open",
    }),
    source: "grafana/mimir pkg/ingester/circuit_breaker.go",
  },
  {
    id: "resilience4j",
    encoding: { kind: "one_hot", metrics: ["resilience4j_circuitbreaker_state"], labels: ["state"] },
    caller: CALLER_LABELS,
    callee: ["name"],
    nameLabels: ["group"],
    calls: {
      total: [
        {
          metric: "resilience4j_circuitbreaker_calls_seconds_count",
          label: "kind",
          values: ["successful", "failed", "ignored"],
        },
      ],
      failed: [{ metric: "resilience4j_circuitbreaker_calls_seconds_count", label: "kind", values: ["failed"] }],
      rejected: [{ metric: "resilience4j_circuitbreaker_not_permitted_calls_total" }],
      hasRejectedInTotal: false,
    },
    source: "resilience4j resilience4j-micrometer AbstractCircuitBreakerMetrics.java",
  },
  {
    id: "smallrye",
    encoding: {
      kind: "one_hot",
      metrics: ["ft_circuitbreaker_state_current", "base_ft_circuitbreaker_state_current"],
      labels: ["state", "circuitState"],
    },
    caller: CALLER_LABELS,
    callee: ["method"],
    calls: callsOf("ft_circuitbreaker_calls_total", "circuitBreakerResult", {
      ok: "success",
      failed: "failure",
      rejected: "circuitBreakerOpen",
    }),
    source: "smallrye/smallrye-fault-tolerance MetricsConstants.java, issue 735",
  },
  {
    id: "armeria",
    encoding: {
      kind: "gauge",
      metric: "armeria_client_circuit_breaker_state",
      values: { closed: 1, half_open: 0.5, open: 0 },
    },
    caller: CALLER_LABELS,
    callee: ["name"],
    transitions: "armeria_client_circuit_breaker_transitions_total",
    source: "line/armeria client/circuitbreaker/CircuitBreakerMetrics.java",
  },
  {
    id: "mollitia",
    encoding: { kind: "one_hot", metrics: ["breaker_state"], labels: ["state"] },
    caller: CALLER_LABELS,
    callee: ["circuit", "name", "target"],
    source: "genesys/mollitia pull request 20",
  },
  {
    id: "polly",
    encoding: {
      kind: "events",
      metrics: ["resilience_polly_strategy_events_total", "resilience_polly_strategy_events"],
      label: "event_name",
      words: { OnCircuitOpened: "open", OnCircuitHalfOpened: "half_open", OnCircuitClosed: "closed" },
      firstCloses: false,
    },
    caller: CALLER_LABELS,
    callee: ["pipeline_name"],
    nameLabels: ["pipeline_instance", "strategy_name"],
    source: "App-vNext/Polly docs/advanced/telemetry.md",
  },
  {
    id: "envoy-thresholds",
    encoding: {
      kind: "limit",
      metrics: Object.fromEntries(
        ["default", "high"].flatMap((priority) =>
          Object.entries(LIMITS).map(([name, limit]) => [
            `envoy_cluster_circuit_breakers_${priority}_${name}_open`,
            limit,
          ]),
        ),
      ),
    },
    caller: CALLER_LABELS,
    callee: ["envoy_cluster_name", "cluster_name"],
    calleeForm: "envoy_cluster",
    source: "envoyproxy/envoy docs/root/configuration/upstream/cluster_manager/cluster_stats.rst",
  },
  {
    id: "envoy-outliers",
    encoding: {
      kind: "ejection",
      ejected: EJECTED,
      hosts: "envoy_cluster_membership_total",
    },
    caller: CALLER_LABELS,
    callee: ["envoy_cluster_name", "cluster_name"],
    calleeForm: "envoy_cluster",
    source: "envoyproxy/envoy docs/root/configuration/upstream/cluster_manager/cluster_stats.rst",
  },
];

/** Metrics of a dialect that its state is read from; counters of calls are asked apart. */
export function metricsOf({ encoding, transitions }: Dialect): readonly string[] {
  return [...stateMetricsOf(encoding), ...(transitions === undefined ? [] : [transitions])];
}

export function stateMetricsOf(encoding: Encoding): readonly string[] {
  switch (encoding.kind) {
    case "one_hot":
    case "events":
      return encoding.metrics;
    case "rejects":
      return [encoding.rejected, encoding.attempted];
    case "limit":
      return Object.keys(encoding.metrics);
    case "ejection":
      return [encoding.ejected, encoding.hosts];
    case "gauge":
    case "ratio":
    case "undeclared":
      return [encoding.metric];
    default:
      return encoding satisfies never;
  }
}
