/** Where a service's metrics are. Names and selectors are PromQL; defaults fit the shipped rules. */
export type ServiceMetrics = {
  readonly latency: {
    readonly histogram: string;
    readonly selector: string;
    readonly route: string;
    readonly status: string;
  };
  readonly panics: string;
  readonly cancelled: string;
  /** Gauges of a connection pool. Absent: those of the usual collectors are looked for. */
  readonly pool?: PoolMetrics;
};

export type PoolMetrics = { readonly inUse: string; readonly max: string };

/** Values of a gauge by state; null where the library has no such state. */
export type BreakerValues = {
  readonly closed: number;
  readonly half_open: number | null;
  readonly open: number;
};

/** A metric that says how a service's calls are guarded, as the catalogue declares it. Label names, not values. */
export type BreakerMapping = {
  readonly metric: string;
  readonly signal: "breaker" | "limit" | "shedding";
  readonly caller: string;
  readonly callee: string;
  /** Further labels that keep several breakers of one pair apart. */
  readonly nameLabels: readonly string[];
  /** Whose encoding `values` is, when it was named; else null. */
  readonly library: string | null;
  /** Never guessed; null with `stateLabel`, where the series of the current state is 1. */
  readonly values: BreakerValues | null;
  readonly stateLabel: string | null;
  /** Counter of state changes with the new state in a label. */
  readonly transitionsMetric: string | null;
  /** Counter of calls that the breaker refused. */
  readonly rejectMetric: string | null;
  /** Counters of calls and of failed calls; a series selector is allowed. */
  readonly callsMetric: string | null;
  readonly failuresMetric: string | null;
};

export type Objective = {
  readonly name: "latency" | "errors";
  /** Ratio of good requests wanted, 0–1. */
  readonly target: number;
  readonly thresholdMs: number | null;
  readonly windowDays: number;
};

/** A service as the catalogue and discovery know it. */
export type Service = {
  readonly name: string;
  readonly team: string;
  readonly tier: 1 | 2 | 3;
  readonly match: Readonly<Record<string, string>>;
  readonly metrics: ServiceMetrics;
  readonly breakers: readonly BreakerMapping[];
  readonly traces: { readonly service: string };
  readonly workload: { readonly namespace: string; readonly deployment: string } | null;
  readonly objectives: readonly Objective[];
  /** Overrides the computed p95 limit of verification. */
  readonly recoveryP95Ms: number | null;
  /** True when only discovery knows it; false when the catalogue file names it. */
  readonly isDiscovered: boolean;
};

/** The latency objective's threshold, or the shipped 300 ms. */
export function latencyObjectiveMs(service: Service): number {
  return service.objectives.find((o) => o.name === "latency")?.thresholdMs ?? 300;
}
