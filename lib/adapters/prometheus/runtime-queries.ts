import type { RuntimeFigure } from "@/lib/domain/runtime";
import { RUNTIME_FIGURES } from "@/lib/domain/runtime";
import type { PoolMetrics, Service } from "@/lib/domain/service";
import { duration, quoted, selector, tagged } from "./promql";

type Pool = PoolMetrics & {
  /** Matchers that pick connections in use, when one gauge holds them beside idle ones, and the label they tell by. */
  readonly state?: { readonly label: string; readonly value: string };
};

/** Gauges that the usual collectors of Go programs export. A program may have several pools; all that are there are counted. */
export const KNOWN_POOLS: readonly Pool[] = [
  // client_golang's DBStatsCollector
  { inUse: "go_sql_in_use_connections", max: "go_sql_max_open_connections" },
  // dlmiddlecote/sqlstats
  { inUse: "go_sql_stats_connections_in_use", max: "go_sql_stats_connections_max_open" },
  // pgxpool collectors, and otelpgx
  { inUse: "pgxpool_acquired_conns", max: "pgxpool_max_conns" },
  { inUse: "pgxpool_acquired_connections", max: "pgxpool_max_connections" },
  // OpenTelemetry's database conventions, older and newer
  {
    inUse: "db_client_connections_usage",
    max: "db_client_connections_max",
    state: { label: "state", value: "used" },
  },
  { inUse: "db_client_connection_count", max: "db_client_connection_max", state: { label: "state", value: "used" } },
  // XSAM/otelsql
  {
    inUse: "db_sql_connection_open",
    max: "db_sql_connection_max_open",
    state: { label: "status", value: "inuse" },
  },
  { inUse: "db_pool_in_use", max: "db_pool_max" },
];

/** Pools of a service: those that the catalogue declares, else whatever of the known ones is there. */
export function poolsOf({ metrics }: Pick<Service, "metrics">): readonly Pool[] {
  return metrics.pool === undefined ? KNOWN_POOLS : [metrics.pool];
}

/** Connections in use of all pools, as one vector in which no pool hides another; likewise their bounds, and the share in use. */
export function poolExpressions(pools: readonly Pool[], matchers: readonly string[]) {
  const inUse = ({ inUse, state }: Pool) =>
    selector(inUse, [...matchers, ...(state ? [`${state.label}=${quoted(state.value)}`] : [])]);
  // 0 stands for "no bound": then there is no share.
  const max = (pool: Pool) => `${selector(pool.max, matchers)} > 0`;
  const share = (pool: Pool) => `${inUse(pool)} / ${pool.state ? `ignoring(${pool.state.label}) ` : ""}(${max(pool)})`;
  const union = (expression: (pool: Pool) => string) =>
    pools.map((pool, index) => `label_replace(${expression(pool)}, "pool_kind", "${index}", "", "")`).join(" or ");
  return { inUse: union(inUse), max: union(max), share: union(share) };
}

/** All runtime figures of one service as one query, told apart by the label `signal`. */
export function runtimeQuery(service: Service, windowMs: number): string {
  const own = service.metrics.latency.selector;
  const gauge = (metric: string) => selector(metric, [own]);
  const pool = poolExpressions(poolsOf(service), [own]);
  const parts: Readonly<Record<RuntimeFigure, string>> = {
    pods: `count(${gauge("go_goroutines")})`,
    openFiles: `sum(${gauge("process_open_fds")})`,
    maxFiles: `sum(${gauge("process_max_fds")})`,
    fullestFilesRatio: `max(${gauge("process_open_fds")} / ${gauge("process_max_fds")})`,
    poolInUse: `sum(${pool.inUse})`,
    poolMax: `sum(${pool.max})`,
    fullestPoolRatio: `max(${pool.share})`,
    cpuCores: `sum(rate(${gauge("process_cpu_seconds_total")}[${duration(windowMs)}]))`,
    residentBytes: `sum(${gauge("process_resident_memory_bytes")})`,
    memoryLimitBytes: memoryLimit(service),
  };
  return RUNTIME_FIGURES.map((figure) => tagged(figure, parts[figure])).join(" or ");
}

/** kube-state-metrics, else cAdvisor, for the pods of the service's Deployment; else GOMEMLIMIT. Unset ones are huge or 0: no limit. */
function memoryLimit(service: Service): string {
  const { workload } = service;
  const goLimit = `sum(${selector("go_gc_gomemlimit_bytes", [service.metrics.latency.selector])} < 2 ^ 60)`;
  if (workload === null) return goLimit;
  const pods = [
    `namespace=${quoted(workload.namespace)}`,
    `pod=~${quoted(`${workload.deployment.replace(/[.]/g, "\\.")}-[a-z0-9]+-[a-z0-9]{5}`)}`,
  ];
  const kubeState = `sum(${selector("kube_pod_container_resource_limits", [...pods, 'resource="memory"'])})`;
  const cadvisor = `sum(${selector("container_spec_memory_limit_bytes", [...pods, 'container!=""', 'container!="POD"'])} > 0)`;
  return `${kubeState} or ${cadvisor} or ${goLimit}`;
}
