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
};

export type BreakerMapping = {
  readonly metric: string;
  readonly caller: string;
  readonly callee: string;
  /** Values of the gauge by state; never guessed. */
  readonly values: { readonly closed: number; readonly half_open: number; readonly open: number };
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
