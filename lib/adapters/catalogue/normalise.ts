import { LIBRARY_VALUES } from "@/lib/domain/breaker-encodings";
import type { BreakerMapping, Service } from "@/lib/domain/service";
import type { CatalogueEntry } from "./schema";

/** What discovery assumes of a service that only an alert, a trace or a Deployment has named. */
export function discoveredService(name: string): Service {
  return {
    name,
    team: "default",
    tier: 2,
    match: {},
    metrics: {
      latency: {
        histogram: "http_request_duration_seconds",
        selector: `service=${JSON.stringify(name)}`,
        route: "route",
        status: "status",
      },
      panics: "middleware_panic_total",
      cancelled: "http_request_cancelled_total",
    },
    breakers: [],
    traces: { service: name },
    workload: null,
    objectives: [
      { name: "latency", target: 0.99, thresholdMs: 300, windowDays: 30 },
      { name: "errors", target: 0.999, thresholdMs: null, windowDays: 30 },
    ],
    recoveryP95Ms: null,
    isDiscovered: true,
  };
}

/** A catalogue entry over discovery's defaults: the file only corrects what discovery guessed. */
export function serviceOf(entry: CatalogueEntry): Service {
  const guessed = discoveredService(entry.name);
  return {
    name: entry.name,
    team: entry.team ?? guessed.team,
    tier: entry.tier ?? guessed.tier,
    match: entry.match ?? guessed.match,
    metrics: {
      latency: {
        histogram: entry.metrics?.latency?.histogram ?? guessed.metrics.latency.histogram,
        selector: entry.metrics?.latency?.selector ?? guessed.metrics.latency.selector,
        route: entry.metrics?.latency?.route ?? guessed.metrics.latency.route,
        status: entry.metrics?.latency?.status ?? guessed.metrics.latency.status,
      },
      panics: entry.metrics?.panics ?? guessed.metrics.panics,
      cancelled: entry.metrics?.cancelled ?? guessed.metrics.cancelled,
      ...(entry.metrics?.pool === undefined ? {} : { pool: entry.metrics.pool }),
    },
    breakers: entry.breakers?.map(breakerOf) ?? guessed.breakers,
    traces: entry.traces ?? guessed.traces,
    workload: entry.workload ?? guessed.workload,
    objectives: entry.objectives
      ? entry.objectives.map((o) => ({
          name: o.name,
          target: o.target,
          thresholdMs: o.thresholdMs ?? null,
          windowDays: o.window,
        }))
      : guessed.objectives,
    recoveryP95Ms: entry.recoveryP95Ms ?? null,
    isDiscovered: false,
  };
}

function breakerOf(row: NonNullable<CatalogueEntry["breakers"]>[number]): BreakerMapping {
  const [firstName, ...otherNames] = row.nameLabels;
  return {
    metric: row.metric,
    signal: row.signal,
    caller: row.caller,
    callee: row.callee ?? firstName ?? "",
    nameLabels: row.callee === undefined ? otherNames : row.nameLabels,
    library: typeof row.values === "string" ? row.values : null,
    values: typeof row.values === "string" ? LIBRARY_VALUES[row.values] : (row.values ?? null),
    stateLabel: row.stateLabel ?? null,
    transitionsMetric: row.transitionsMetric ?? null,
    rejectMetric: row.rejectMetric ?? null,
    callsMetric: row.callsMetric ?? null,
    failuresMetric: row.failuresMetric ?? null,
  };
}
