import type { Panel, RoomFrame } from "@/lib/contracts/room";
import type { LatencyHistogram, ServiceSignals } from "@/lib/domain/measurement";
import type { ProtectionPicture } from "@/lib/domain/protection";
import type { RuntimeSeries } from "@/lib/domain/runtime";
import type { Grid, Series } from "@/lib/domain/series";
import { serviceHealthsOf } from "@/lib/domain/service-health";
import type { TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import { traceRowOf } from "./room-traces";

export type LatencyData = NonNullable<RoomFrame["latency"]["data"]>;
export type SignalsData = NonNullable<RoomFrame["signals"]["data"]>;
export type RuntimeData = NonNullable<RoomFrame["runtime"]["data"]>;
export type BreakersData = NonNullable<RoomFrame["breakers"]["data"]>;
export type GuardsData = NonNullable<RoomFrame["guards"]["data"]>;
export type TracesData = NonNullable<RoomFrame["slowTraces"]["data"]>;

/** The last good answer of a panel, and since when newer ones fail. */
export type PanelMemory<T> = {
  readonly good: { readonly data: T; readonly atMs: number; readonly n: number | null; readonly query: string } | null;
  readonly failingSinceMs: number | null;
  readonly reason: string | null;
  readonly query: string | null;
};

export const EMPTY_MEMORY: PanelMemory<never> = { good: null, failingSinceMs: null, reason: null, query: null };

/** Takes a new answer over; a gap keeps what was known and says since when. */
export function remember<T, V>(memory: PanelMemory<T>, measured: Measured<V>, dataOf: (value: V) => T): PanelMemory<T> {
  const atMs = measured.at.getTime();
  if (measured.ok) {
    const { query, n } = measured;
    return { good: { data: dataOf(measured.value), atMs, n, query }, failingSinceMs: null, reason: null, query };
  }
  return {
    good: memory.good,
    failingSinceMs: memory.failingSinceMs ?? atMs,
    reason: measured.reason,
    query: measured.query,
  };
}

/** What the room shows: stale data stays with its age; no series is "unknown", never a healthy zero. */
export function panelOf<T>({ good, failingSinceMs, reason, query }: PanelMemory<T>): Panel<T> {
  if (good === null) {
    const isUnknown = reason === null || reason === "no_data" || reason === "not_configured";
    return { state: isUnknown ? "unknown" : "error", atMs: null, n: null, failingSinceMs, reason, query, data: null };
  }
  return {
    state: failingSinceMs === null ? "ok" : "stale",
    atMs: good.atMs,
    n: good.n,
    failingSinceMs,
    reason,
    query: good.query,
    data: good.data,
  };
}

export function latencyData({ boundsS, columns, nonMonotoneColumns }: LatencyHistogram): LatencyData {
  return {
    boundsS: [...boundsS],
    columns: columns.map((column) => (column === null ? null : [...column])),
    nonMonotoneColumns,
  };
}

const values = (series: Series) => series.samples.map(({ value }) => value);

export function signalsData(signals: ServiceSignals): SignalsData {
  return {
    p50Ms: values(signals.p50Ms),
    p95Ms: values(signals.p95Ms),
    p99Ms: values(signals.p99Ms),
    requestsPerS: values(signals.requestsPerS),
    errorRatio: values(signals.errorRatio),
    panicsPerS: values(signals.panicsPerS),
    cancelledPerS: values(signals.cancelledPerS),
    goroutines: values(signals.goroutines),
    heapBytes: values(signals.heapBytes),
    allocationBytesPerS: values(signals.allocationBytesPerS),
    gcPauseMs: values(signals.gcPauseMs),
  };
}

export function runtimeData({ figures }: RuntimeSeries): RuntimeData {
  return mapRuntime(figures, (values) => [...values]);
}

export function regridRuntime(data: RuntimeData, from: Grid, to: Grid): RuntimeData {
  return mapRuntime(data, (values) => regrid(values, from, to));
}

function mapRuntime(
  of: Readonly<Record<keyof RuntimeData, readonly (number | null)[]>>,
  map: (values: readonly (number | null)[]) => (number | null)[],
): RuntimeData {
  return {
    pods: map(of.pods),
    openFiles: map(of.openFiles),
    maxFiles: map(of.maxFiles),
    fullestFilesRatio: map(of.fullestFilesRatio),
    poolInUse: map(of.poolInUse),
    poolMax: map(of.poolMax),
    fullestPoolRatio: map(of.fullestPoolRatio),
    cpuCores: map(of.cpuCores),
    residentBytes: map(of.residentBytes),
    memoryLimitBytes: map(of.memoryLimitBytes),
  };
}

export function breakersData({ breakers }: ProtectionPicture): BreakersData {
  return breakers.map(({ openSince, lastProbeAt, namedPods, parts, readAs, ...breaker }) => ({
    ...breaker,
    openSinceMs: openSince?.getTime() ?? null,
    lastProbeMs: lastProbeAt?.getTime() ?? null,
    namedPods: [...namedPods],
    parts: [...parts],
    readAs: [...readAs],
  }));
}

/** What guards calls and is not a breaker, and each service's health with the breakers that touch it. */
export function guardsData(picture: ProtectionPicture): GuardsData {
  const { limits, ejections, shedding, silent } = picture;
  return {
    limits: limits.map(({ since, ...limit }) => ({ ...limit, sinceMs: since.getTime() })),
    ejections: ejections.map(({ since, ...ejection }) => ({ ...ejection, sinceMs: since.getTime() })),
    shedding: [...shedding],
    silent: [...silent],
    health: serviceHealthsOf(picture).map((health) => ({ ...health, breakers: [...health.breakers] })),
  };
}

export function tracesData({ traces, limit, mayBeTruncated }: TraceSearch): TracesData {
  const rows = traces.flatMap((trace) => traceRowOf(trace) ?? []);
  rows.sort((a, b) => b.durationMs - a.durationMs || a.startMs - b.startMs);
  return { rows, limit, mayBeTruncated };
}

/** Columns of an older grid on a newer one of the same step: what the old one did not see yet is a gap. */
export function regrid<T>(columns: readonly (T | null)[], from: Grid, to: Grid): (T | null)[] {
  const width = Math.floor((to.toMs - to.fromMs) / to.stepMs) + 1;
  const shift = Math.round((to.fromMs - from.fromMs) / to.stepMs);
  return Array.from({ length: width }, (_, column) =>
    from.stepMs === to.stepMs ? (columns[column + shift] ?? null) : null,
  );
}

export function regridLatency(data: LatencyData, from: Grid, to: Grid): LatencyData {
  return { ...data, columns: regrid(data.columns, from, to) };
}

export function regridSignals(data: SignalsData, from: Grid, to: Grid): SignalsData {
  const moved = (series: (number | null)[]) => regrid(series, from, to);
  return {
    p50Ms: moved(data.p50Ms),
    p95Ms: moved(data.p95Ms),
    p99Ms: moved(data.p99Ms),
    requestsPerS: moved(data.requestsPerS),
    errorRatio: moved(data.errorRatio),
    panicsPerS: moved(data.panicsPerS),
    cancelledPerS: moved(data.cancelledPerS),
    goroutines: moved(data.goroutines),
    heapBytes: moved(data.heapBytes),
    allocationBytesPerS: moved(data.allocationBytesPerS),
    gcPauseMs: moved(data.gcPauseMs),
  };
}
