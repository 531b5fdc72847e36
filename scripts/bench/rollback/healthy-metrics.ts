import type { WindowSummary } from "@/lib/domain/measurement";
import type { Measured } from "@/lib/domain/upstream";
import type { Metrics } from "@/lib/ports";

/** Metrics of a service that is well: 40 requests/s, p95 60 ms, no errors. Only what verification reads has values. */
export function healthyMetrics(): Metrics {
  const gap = async <T>(): Promise<Measured<T>> => ({
    ok: false,
    source: "prometheus",
    reason: "no_data",
    at: new Date(),
    query: "",
  });
  return {
    latencyHistogram: gap,
    routeHistograms: gap,
    signals: gap,
    windowsByVersion: gap,
    breakers: gap,
    breakerCalls: gap,
    exemplars: gap,
    runtime: gap,
    ping: gap,
    windows: async (services, from, to) => ({
      ok: true,
      value: services.map(({ name }) => summary(name, from.getTime(), to.getTime())),
      at: new Date(),
      query: "fake",
      n: null,
    }),
  };
}

function summary(service: string, fromMs: number, toMs: number): WindowSummary {
  return {
    service,
    fromMs,
    toMs,
    n: Math.round(((toMs - fromMs) / 1_000) * 40),
    p50Ms: 20,
    p95Ms: 60,
    p99Ms: 90,
    requestsPerS: 40,
    errorRatio: 0,
    panicsPerS: 0,
    goroutines: 40,
    allocationBytesPerS: 1_000,
    heapBytes: 1_000_000,
    slowRatio: 0,
    poolUseRatio: null,
  };
}
