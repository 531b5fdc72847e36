import type { WorkloadLogs } from "@/lib/domain/logs/log-lines";
import type {
  Exemplar,
  LatencyHistogram,
  RouteHistograms,
  ServiceSignals,
  WindowSummary,
} from "@/lib/domain/measurement";
import type { RollbackPlan } from "@/lib/domain/mitigation";
import type { CallWindow, ProtectionPicture } from "@/lib/domain/protection";
import type { RuntimeSeries } from "@/lib/domain/runtime";
import type { Grid } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import type { SpanKind, Trace, TraceQuery, TraceSearch } from "@/lib/domain/trace";
import type { Measured, Upstream, UpstreamHealth } from "@/lib/domain/upstream";
import type { Workload } from "@/lib/domain/workload";

// What Firebreak asks of the systems that it reads and changes. Types only.

/** Bounds of one upstream call; the adapter aborts at the deadline. Panels 2 s, diagnosis 15 s. */
export type CallOptions = { readonly timeoutMs: number };

export type Metrics = {
  latencyHistogram(service: Service, grid: Grid, options: CallOptions): Promise<Measured<LatencyHistogram>>;
  /** The busiest routes of a service, by one query. */
  routeHistograms(service: Service, grid: Grid, options: CallOptions): Promise<Measured<RouteHistograms>>;
  signals(service: Service, grid: Grid, options: CallOptions): Promise<Measured<ServiceSignals>>;
  /** File descriptors, connection pools, CPU and memory of the service's processes. */
  runtime(service: Service, grid: Grid, options: CallOptions): Promise<Measured<RuntimeSeries>>;
  /** One row per service that has traffic or runtime series in the window. */
  windows(
    services: readonly Service[],
    from: Date,
    to: Date,
    options: CallOptions,
  ): Promise<Measured<readonly WindowSummary[]>>;
  /** The same window split by release version of one service; version "" when the series carry none. */
  windowsByVersion(
    service: Service,
    from: Date,
    to: Date,
    options: CallOptions,
  ): Promise<Measured<readonly (WindowSummary & { readonly version: string })[]>>;
  /** Breakers and whatever else guards the calls of these services, with what was seen in the last 10 minutes. */
  breakers(services: readonly Service[], at: Date, options: CallOptions): Promise<Measured<ProtectionPicture>>;
  /** Calls, failures and refusals of the last minute by pair, every 5 s, from what the breakers' libraries count. */
  breakerCalls(services: readonly Service[], at: Date, options: CallOptions): Promise<Measured<readonly CallWindow[]>>;
  exemplars(service: Service, from: Date, to: Date, options: CallOptions): Promise<Measured<readonly Exemplar[]>>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type Traces = {
  search(query: TraceQuery, options: CallOptions): Promise<Measured<TraceSearch>>;
  /** Value null: the trace is not there. */
  trace(traceId: string, options: CallOptions): Promise<Measured<Trace | null>>;
  services(options: CallOptions): Promise<Measured<readonly string[]>>;
  operations(
    service: string,
    options: CallOptions,
  ): Promise<Measured<readonly { readonly name: string; readonly kind: SpanKind }[]>>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type ApplyOutcome =
  | { readonly kind: "patched"; readonly resourceVersion: string; readonly generation: number }
  /** The world no longer is what was planned; nothing was changed. */
  | { readonly kind: "moved"; readonly moved: readonly MovedField[] }
  | { readonly kind: "rejected"; readonly message: string };

export type MovedField = { readonly path: string; readonly planned: string; readonly now: string };

export type Cluster = {
  /** Value null: no such Deployment. */
  workload(namespace: string, name: string, options: CallOptions): Promise<Measured<Workload | null>>;
  workloads(options: CallOptions): Promise<
    Measured<
      readonly {
        readonly namespace: string;
        readonly name: string;
        readonly service: string;
        readonly version: string | null;
        readonly revision: number;
        readonly commit: string | null;
        readonly changedAt: Date;
      }[]
    >
  >;
  /** Asks the server to validate the very patch that `apply` would send, without storing it. */
  dryRun(
    plan: RollbackPlan,
    mitigationId: string,
    options: CallOptions,
  ): Promise<Measured<{ readonly isAccepted: boolean; readonly message: string }>>;
  /** One JSON Patch with `test` on uid and resourceVersion; the mitigation's id is an annotation of the same patch. Throws when the outcome cannot be known. */
  apply(plan: RollbackPlan, mitigationId: string, options: CallOptions): Promise<ApplyOutcome>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type Logs = {
  /**
   * The newest lines since `from` of every container of a Deployment's pods, and after a restart also what the one before wrote last. Pods
   * that restarted or are not ready come first. Bounded in pods, lines and bytes; what is missing is named in the value. Value null: no
   * such Deployment.
   */
  workloadLogs(
    workload: { readonly namespace: string; readonly name: string },
    from: Date,
    options: CallOptions,
  ): Promise<Measured<WorkloadLogs | null>>;
};

/** The health of each upstream as the breakers around them see it. */
export type UpstreamRegistry = { health(): readonly UpstreamHealth[]; healthOf(upstream: Upstream): UpstreamHealth };
