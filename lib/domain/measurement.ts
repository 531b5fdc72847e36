import type { Grid, Series } from "./series";

/**
 * Counts per latency bucket and column, from classic or native histograms alike. `boundsS` are the finite bounds, ascending (0 and less
 * only where the server has them); the first row starts at 0, or nowhere when a bound is 0 or less; the last one is above all (+Inf).
 */
export type LatencyHistogram = {
  readonly grid: Grid;
  readonly boundsS: readonly number[];
  /** [column][row]; row i counts (boundsS[i-1], boundsS[i]], row boundsS.length counts the open band. null column = no data. */
  readonly columns: readonly (readonly number[] | null)[];
  /** Columns in which a cumulative bucket was smaller than the one below it; clamped to zero and counted. */
  readonly nonMonotoneColumns: number;
};

/** Latencies by route of one service on one grid: the busiest routes, and how many there are. `failed` = server errors; null = none seen. */
export type RouteHistograms = {
  readonly grid: Grid;
  readonly routes: readonly {
    /** "" where the series carry no route. */
    readonly route: string;
    readonly all: LatencyHistogram;
    readonly failed: LatencyHistogram | null;
  }[];
  readonly routesTotal: number;
};

/** Golden signals of one service on one grid. Every series has exactly the grid's columns. */
export type ServiceSignals = {
  readonly grid: Grid;
  readonly p50Ms: Series;
  readonly p95Ms: Series;
  readonly p99Ms: Series;
  readonly requestsPerS: Series;
  readonly errorRatio: Series;
  readonly panicsPerS: Series;
  readonly cancelledPerS: Series;
  readonly goroutines: Series;
  readonly heapBytes: Series;
  readonly allocationBytesPerS: Series;
  readonly gcPauseMs: Series;
  /** Requests behind the newest column. */
  readonly nNow: number | null;
};

/** One service over one window, as numbers. null = no series or no traffic. */
export type WindowSummary = {
  readonly service: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Requests counted in the window. */
  readonly n: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly requestsPerS: number | null;
  readonly errorRatio: number | null;
  readonly panicsPerS: number | null;
  readonly goroutines: number | null;
  readonly allocationBytesPerS: number | null;
  readonly heapBytes: number | null;
  /** Share of requests above the service's latency objective, 0–1. */
  readonly slowRatio: number | null;
  readonly poolUseRatio: number | null;
};

export const BREAKER_STATES = ["closed", "half_open", "open", "unknown"] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** One caller → callee breaker aggregated over pods; a per-pod average means nothing, so pods are counted. */
export type Breaker = {
  readonly caller: string;
  readonly callee: string;
  readonly state: BreakerState;
  readonly pods: number;
  readonly podsOpen: number;
  readonly podsHalfOpen: number;
  readonly openSince: Date | null;
  /** Transitions into open during the last 10 minutes. */
  readonly flaps: number;
};

export type Exemplar = {
  readonly traceId: string;
  readonly valueS: number;
  readonly at: Date;
  readonly labels: Readonly<Record<string, string>>;
};
