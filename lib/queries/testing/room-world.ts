import { FIREBREAK } from "@/lib/domain/actor";
import type { Change } from "@/lib/domain/change";
import type { IncidentEvent, NewEvent, TimelineEvent } from "@/lib/domain/events";
import { incidentOf } from "@/lib/domain/incident";
import type { Breaker, LatencyHistogram, ServiceSignals, WindowSummary } from "@/lib/domain/measurement";
import type { CallWindow } from "@/lib/domain/protection";
import { pictureOf } from "@/lib/domain/protection.fixture";
import type { RuntimeSeries } from "@/lib/domain/runtime";
import type { Grid, Series } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import type { Trace } from "@/lib/domain/trace";
import { type GapReason, type Measured, UPSTREAMS } from "@/lib/domain/upstream";
import type { GraphLayout, Metrics, Traces } from "@/lib/ports";

export const NOW_MS = Date.parse("2026-11-20T10:20:00Z");
export const INCIDENT_ID = "0193e1d2-0000-7000-8000-000000000001";

/** A service as discovery would describe it. */
export function plainService(name: string): Service {
  const latency = {
    histogram: "http_request_duration_seconds",
    selector: `service="${name}"`,
    route: "route",
    status: "status",
  };
  return {
    name,
    team: "checkout",
    tier: 1,
    match: {},
    metrics: { latency, panics: "middleware_panic_total", cancelled: "http_request_cancelled_total" },
    breakers: [],
    traces: { service: name },
    workload: null,
    objectives: [],
    recoveryP95Ms: null,
    isDiscovered: false,
  };
}

/** An incident of `order` that one alert opened a minute before NOW. */
export function openedEvents(): readonly IncidentEvent[] {
  const at = new Date(NOW_MS - 60_000);
  return [
    {
      id: "e1",
      incidentId: INCIDENT_ID,
      seq: 1,
      at,
      recordedAt: at,
      actor: FIREBREAK,
      kind: "opened",
      data: {
        title: "order is slow",
        service: "order",
        team: "checkout",
        environment: "demo",
        severity: "SEV-2",
        severityReason: "label",
        groupingReason: "new",
        recurrenceOf: null,
        origin: "alert",
        detectedAt: at.toISOString(),
      },
    },
  ];
}

/** Counts what upstreams are asked, and answers as a test says. */
export function roomWorld() {
  const time = { nowMs: NOW_MS };
  const calls: string[] = [];
  const state: {
    gap: GapReason | null;
    traces: readonly Trace[];
    breakers: readonly Breaker[];
    calls: readonly CallWindow[];
    changes: readonly Change[];
  } = {
    gap: null,
    traces: [],
    breakers: [],
    calls: [],
    changes: [],
  };
  const events: TimelineEvent[] = [...openedEvents()];
  const answer = <T>(name: string, value: T): Promise<Measured<T>> => {
    calls.push(name);
    const at = new Date(time.nowMs);
    return Promise.resolve(
      state.gap === null
        ? { ok: true, value, at, query: name, n: 1 }
        : { ok: false, source: "prometheus", reason: state.gap, at, query: name },
    );
  };
  const flat = (grid: Grid, value: number): Series => {
    const samples = [];
    for (let atMs = grid.fromMs; atMs <= grid.toMs; atMs += grid.stepMs) samples.push({ atMs, value });
    return { labels: {}, samples };
  };
  const signals = (grid: Grid): ServiceSignals => ({
    grid,
    p50Ms: flat(grid, 40),
    p95Ms: flat(grid, 90),
    p99Ms: flat(grid, 120),
    requestsPerS: flat(grid, 40),
    errorRatio: flat(grid, 0),
    panicsPerS: flat(grid, 0),
    cancelledPerS: flat(grid, 0),
    goroutines: flat(grid, 40),
    heapBytes: flat(grid, 8e6),
    allocationBytesPerS: flat(grid, 1e6),
    gcPauseMs: flat(grid, 0.2),
    nNow: 400,
  });
  const runtime = (grid: Grid): RuntimeSeries => {
    const values = (value: number) => flat(grid, value).samples.map((sample) => sample.value);
    return {
      grid,
      figures: {
        pods: values(3),
        openFiles: values(30),
        maxFiles: values(3_072),
        fullestFilesRatio: values(0.01),
        poolInUse: values(9),
        poolMax: values(30),
        fullestPoolRatio: values(0.4),
        cpuCores: values(0.2),
        residentBytes: values(9e7),
        memoryLimitBytes: values(8e8),
      },
    };
  };
  const histogram = (grid: Grid): LatencyHistogram => ({
    grid,
    boundsS: [0.1, 0.3],
    columns: flat(grid, 1).samples.map(() => [38, 2, 0]),
    nonMonotoneColumns: 0,
  });
  const window = (service: string, from: Date, to: Date): WindowSummary => ({
    service,
    fromMs: from.getTime(),
    toMs: to.getTime(),
    n: 1_000,
    p50Ms: 40,
    p95Ms: 90,
    p99Ms: 120,
    requestsPerS: 40,
    errorRatio: 0,
    panicsPerS: 0,
    goroutines: 40,
    allocationBytesPerS: 1e6,
    heapBytes: 8e6,
    slowRatio: 0,
    poolUseRatio: 0.4,
  });
  const metrics: Metrics = {
    routeHistograms: (_, grid) =>
      answer("routeHistograms", {
        grid,
        routes: [
          { route: "GET /orders/{id}/items", all: histogram(grid), failed: null },
          { route: "POST /checkout", all: histogram(grid), failed: histogram(grid) },
        ],
        routesTotal: 2,
      }),
    latencyHistogram: (_, grid) => answer("latencyHistogram", histogram(grid)),
    signals: (_, grid) => answer("signals", signals(grid)),
    runtime: (_, grid) => answer("runtime", runtime(grid)),
    windows: (services, from, to) =>
      answer(
        "windows",
        services.map(({ name }) => window(name, from, to)),
      ),
    windowsByVersion: (service, from, to) =>
      answer("windowsByVersion", [{ ...window(service.name, from, to), version: "v1" }]),
    breakers: () => answer("breakers", pictureOf(state.breakers)),
    breakerCalls: () => answer("breakerCalls", state.calls),
    exemplars: () => answer("exemplars", []),
    ping: () => answer("ping", true as const),
  };
  const traces: Traces = {
    search: ({ limit }) => answer("search", { traces: state.traces, limit, mayBeTruncated: false, api: "v3" as const }),
    trace: () => answer("trace", null),
    services: () => answer("services", []),
    operations: () => answer("operations", []),
    ping: () => answer("ping", true as const),
  };
  return {
    time,
    calls,
    state,
    events,
    clock: { now: () => new Date(time.nowMs) },
    metrics,
    traces,
    catalogue: {
      service: plainService,
      services: () => [plainService("order"), plainService("payment")],
      discover: () => undefined,
    },
    callGraph: { edges: () => [], remember: () => undefined },
    layout: {
      place: ({ nodes, edges }) => ({
        nodes: nodes.map((id, index) => ({ id, column: index, x: index, y: 0 })),
        edges: edges.map((edge) => ({ ...edge, via: [] })),
      }),
    } satisfies GraphLayout,
    upstreams: {
      health: () =>
        UPSTREAMS.map((upstream) => ({
          upstream,
          state: "ok" as const,
          lastOkAt: null,
          failingSince: null,
          reason: null,
        })),
      healthOf: (upstream: (typeof UPSTREAMS)[number]) => ({
        upstream,
        state: "ok" as const,
        lastOkAt: null,
        failingSince: null,
        reason: null,
      }),
    },
    reads: {
      incident: async (id: string) => (id === INCIDENT_ID ? { incident: incidentOf(events), number: 1 } : null),
      events: async () => events,
      changes: async () => state.changes,
    },
    /** Appends as the store would. */
    append(added: readonly NewEvent[]): readonly IncidentEvent[] {
      const stored = added.map((event, index) => ({
        ...event,
        id: `e${events.length + index + 1}`,
        incidentId: INCIDENT_ID,
        seq: events.length + index + 1,
        recordedAt: new Date(time.nowMs),
      }));
      events.push(...stored);
      return stored;
    },
  };
}
