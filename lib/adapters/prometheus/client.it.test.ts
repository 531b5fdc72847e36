import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gridOf } from "@/lib/domain/series";
import type { Measured } from "@/lib/domain/upstream";
import type { Metrics } from "@/lib/ports";
import { createPrometheus } from "./client";
import { groupsOf, nativeRatesQuery, signalsQuery, windowsQuery } from "./queries";
import { startPrometheus, type TestPrometheus } from "./testing/prometheus-server";
import { testService } from "./testing/service";

const PORT = 21_600;
const call = { timeoutMs: 5_000 };
const clock = { now: () => new Date() };
const order = testService("order");

/** Counters that grow with time: v1 answers in 50 ms, v2 in 450 ms and fails every fourth request. */
function exposition(startedAt: number): string {
  const s = (Date.now() - startedAt) / 1_000;
  const histogram = (version: string, status: string, fast: number, slow: number) => {
    const labels = `service="order",pod="order-${version}",version="${version}",route="/items",status="${status}"`;
    const traceId = `${version}${"0".repeat(30)}`;
    return [
      `http_request_duration_seconds_bucket{${labels},le="0.05"} ${fast}`,
      `http_request_duration_seconds_bucket{${labels},le="0.3"} ${fast}`,
      `http_request_duration_seconds_bucket{${labels},le="0.5"} ${fast + slow} # {trace_id="${traceId}"} 0.45 ${Date.now() / 1_000}`,
      `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${fast + slow}`,
      `http_request_duration_seconds_count{${labels}} ${fast + slow}`,
      `http_request_duration_seconds_sum{${labels}} ${fast * 0.03 + slow * 0.45}`,
    ];
  };
  const n = Math.floor(s * 100);
  return `${[
    "# TYPE http_request_duration_seconds histogram",
    ...histogram("v1", "200", n, 0),
    ...histogram("v2", "200", 0, 3 * n),
    ...histogram("v2", "500", 0, n),
    "# TYPE go_goroutines gauge",
    'go_goroutines{service="order",pod="order-v1"} 40',
    'go_goroutines{service="order",pod="order-v2"} 60',
    "# TYPE db_pool_in_use gauge",
    'db_pool_in_use{service="order"} 3',
    "# TYPE db_pool_max gauge",
    'db_pool_max{service="order"} 4',
    "# TYPE circuit_breaker_state gauge",
    'circuit_breaker_state{service="order",target="payment",pod="order-v1"} 0',
    'circuit_breaker_state{service="order",target="payment",pod="order-v2"} 2',
    "# TYPE client_calls counter",
    `client_calls_total{service="order",target="payment",pod="order-v1"} ${2 * n}`,
    "# TYPE client_errors counter",
    `client_errors_total{service="order",target="payment",pod="order-v1",reason="timeout"} ${n}`,
    `client_errors_total{service="order",target="payment",pod="order-v1",reason="cancelled"} ${n}`,
    "# TYPE resilience4j_circuitbreaker_calls_seconds counter",
    `resilience4j_circuitbreaker_calls_seconds_count{application="order",name="stock",kind="failed",pod="order-j"} ${n}`,
    "# TYPE resilience4j_circuitbreaker_state gauge",
    'resilience4j_circuitbreaker_state{application="order",name="stock",state="closed",pod="order-j"} 0',
    'resilience4j_circuitbreaker_state{application="order",name="stock",state="half_open",pod="order-j"} 1',
    'resilience4j_circuitbreaker_state{application="somebody",name="else",state="open",pod="x"} 1',
    "# TYPE dapr_resiliency_cb_state gauge",
    'dapr_resiliency_cb_state{app_id="order",policy="circuitbreaker",status="closed",target="app_risk"} 1',
    'dapr_resiliency_cb_state{app_id="order",policy="circuitbreaker",status="open",target="app_risk"} 0',
    "# TYPE legacy_breaker_state gauge",
    'legacy_breaker_state{app="order",upstream="ledger",pod="order-v1"} 1',
    "# TYPE envoy_cluster_circuit_breakers_default_rq_open gauge",
    'envoy_cluster_circuit_breakers_default_rq_open{app="order",pod="order-v1",envoy_cluster_name="payment"} 1',
    "# TYPE envoy_cluster_circuit_breakers_default_cx_open gauge",
    'envoy_cluster_circuit_breakers_default_cx_open{app="order",pod="order-v1",envoy_cluster_name="payment"} 0',
    "# TYPE envoy_cluster_outlier_detection_ejections_active gauge",
    'envoy_cluster_outlier_detection_ejections_active{app="order",pod="order-v1",envoy_cluster_name="payment"} 1',
    "# TYPE envoy_cluster_membership_total gauge",
    'envoy_cluster_membership_total{app="order",pod="order-v1",envoy_cluster_name="payment"} 4',
    'envoy_cluster_membership_total{app="order",pod="order-v1",envoy_cluster_name="quiet"} 9',
    "# TYPE middleware_panic counter",
    'middleware_panic_total{service="order"} 0',
    "# EOF",
  ].join("\n")}\n`;
}

let server: TestPrometheus;
let metrics: Metrics;

beforeAll(async () => {
  const startedAt = Date.now();
  server = await startPrometheus({ port: PORT, exporterPort: PORT + 1, exposition: () => exposition(startedAt) });
  metrics = createPrometheus({ url: server.url, clock });
  await vi.waitFor(
    async () => {
      const windows = await metrics.windows([order], new Date(Date.now() - 5_000), clock.now(), call);
      if (valueIn(windows)[0]?.n === undefined || (valueIn(windows)[0]?.n ?? 0) < 1_500) throw new Error("not yet");
    },
    { timeout: 25_000, interval: 200 },
  );
});
afterAll(() => server?.stop());

function valueIn<T>(measured: Measured<T>): T {
  if (!measured.ok) throw new Error(`${measured.reason}: ${measured.query}`);
  return measured.value;
}

describe("the Prometheus adapter on a real server", () => {
  it("reads figures of a window: quantiles, errors, share above the objective, pool", async () => {
    const [row] = valueIn(
      await metrics.windows([order, testService("risk")], new Date(Date.now() - 4_000), clock.now(), call),
    );
    expect(row?.service).toBe("order");
    expect(row?.errorRatio).toBeCloseTo(0.2, 1);
    expect(row?.slowRatio).toBeCloseTo(0.8, 1);
    expect(row?.p95Ms).toBeGreaterThan(400);
    expect(row?.goroutines).toBe(100);
    expect(row?.poolUseRatio).toBe(0.75);
    expect(row?.panicsPerS).toBe(0);
  });

  it("splits a window by release", async () => {
    const rows = valueIn(await metrics.windowsByVersion(order, new Date(Date.now() - 4_000), clock.now(), call));
    const byVersion = new Map(rows.map((row) => [row.version, row]));
    expect(byVersion.get("v1")?.errorRatio).toBe(0);
    expect(byVersion.get("v1")?.p95Ms).toBeLessThan(60);
    expect(byVersion.get("v2")?.errorRatio).toBeCloseTo(0.25, 1);
    expect(byVersion.get("v2")?.p95Ms).toBeGreaterThan(400);
  });

  it("draws the histogram and the signals on the asked grid", async () => {
    const grid = gridOf(Date.now() - 60_000, Date.now());
    const histogram = valueIn(await metrics.latencyHistogram(order, grid, call));
    expect(histogram.boundsS).toEqual([0.05, 0.3, 0.5]);
    expect(histogram.columns).toHaveLength((grid.toMs - grid.fromMs) / grid.stepMs + 1);
    expect(histogram.columns.at(-1)?.[2]).toBeGreaterThan(0);
    expect(histogram.nonMonotoneColumns).toBe(0);
    const signals = valueIn(await metrics.signals(order, grid, call));
    expect(signals.p95Ms.samples).toHaveLength(histogram.columns.length);
    expect(signals.errorRatio.samples.at(-1)?.value).toBeCloseTo(0.2, 1);
  });

  it("splits latencies by route, failures apart", async () => {
    // A column of 5 s needs two scrapes before its end.
    const { routes, routesTotal } = await vi.waitFor(
      async () => valueIn(await metrics.routeHistograms(order, gridOf(Date.now() - 60_000, Date.now(), 30), call)),
      { timeout: 15_000, interval: 200 },
    );
    expect(routes.map(({ route }) => route)).toEqual(["/items"]);
    expect(routesTotal).toBe(1);
    const n = (histogram: { readonly columns: readonly (readonly number[] | null)[] } | null | undefined) =>
      (histogram?.columns ?? []).flatMap((column) => column ?? []).reduce((a, b) => a + b, 0);
    expect(n(routes[0]?.failed) / n(routes[0]?.all)).toBeCloseTo(0.2, 1);
  });

  it("agrees with histogram_quantile about a window", async () => {
    const to = new Date(Date.now() - 1_000);
    const [row] = valueIn(await metrics.windows([order], new Date(to.getTime() - 3_000), to, call));
    const response = await fetch(`${server.url}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams({
        query:
          'histogram_quantile(0.95, sum by (le) (increase(http_request_duration_seconds_bucket{service="order"}[3s])))',
        time: String(to.getTime() / 1_000),
      }),
    });
    const answer: unknown = await response.json();
    expect(JSON.stringify(answer)).toContain(`"${String((row?.p95Ms ?? 0) / 1_000).slice(0, 8)}`);
  });

  it("counts breakers by pod", async () => {
    await vi.waitFor(
      async () => {
        const { breakers } = valueIn(await metrics.breakers([order], clock.now(), call));
        expect(breakers).toContainEqual(
          expect.objectContaining({ caller: "order", callee: "payment", state: "open", pods: 2, podsOpen: 1 }),
        );
      },
      { timeout: 15_000, interval: 250 },
    );
  });

  it("reads several dialects, and signals that are no breakers, from one answer", async () => {
    const notices: string[] = [];
    const telling = createPrometheus({ url: server.url, clock, onNotice: ({ warnings }) => notices.push(...warnings) });
    const { breakers, limits, ejections } = valueIn(await telling.breakers([order], clock.now(), call));
    expect(breakers.map(({ callee, state, unknownReason }) => [callee, state, unknownReason])).toEqual([
      ["ledger", "unknown", "encoding_not_declared"],
      ["payment", "open", null],
      ["risk", "closed", null],
      ["stock", "half_open", null],
    ]);
    expect(limits).toMatchObject([{ callee: "payment", limit: "requests", podsAtLimit: 1 }]);
    expect(ejections).toMatchObject([{ callee: "payment", hostsEjected: 1, hosts: 4 }]);
    expect(notices).toEqual([]);
  });

  it("counts the calls of the last minute by pair, failures by the catalogue's selector", async () => {
    const counted = {
      ...order,
      breakers: order.breakers.map((row) => ({
        ...row,
        callsMetric: "client_calls_total",
        failuresMetric: 'client_errors_total{reason!~"cancelled"}',
      })),
    };
    await vi.waitFor(
      async () => {
        const windows = valueIn(await metrics.breakerCalls([counted], clock.now(), call));
        const newest = windows.find(({ callee }) => callee === "payment")?.columns.at(-1);
        // 200 calls a second in 5 s, of which a half fails; scrapes every 200 ms.
        expect(newest?.total).toBeGreaterThan(800);
        expect(newest?.total).toBeLessThan(1_200);
        expect((newest?.failed ?? 0) / (newest?.total ?? 1)).toBeCloseTo(0.5, 1);
        expect(newest?.rejected).toBeNull();
      },
      { timeout: 15_000, interval: 250 },
    );
  });

  it("reads health from the targets, and a series once that two labels name", async () => {
    const shop = { ...order, traces: { service: "shop" } };
    const { breakers, targets } = valueIn(
      await createPrometheus({ url: server.url, clock }).breakers([shop], clock.now(), call),
    );
    // The job is called shop, which is this service's name in traces: now its series are all this service's.
    expect(targets).toEqual([{ service: "order", up: 1, targets: 1 }]);
    expect(breakers).toContainEqual(expect.objectContaining({ callee: "stock", state: "half_open" }));
    expect(breakers).toContainEqual(expect.objectContaining({ callee: "else", state: "open" }));
  });

  it("finds exemplars with their trace", async () => {
    const exemplars = valueIn(await metrics.exemplars(order, new Date(Date.now() - 60_000), clock.now(), call));
    expect(exemplars[0]?.traceId).toMatch(/^v[12]0{30}$/);
  });

  it("takes GET as well as POST", async () => {
    const reader = createPrometheus({ url: server.url, clock, method: "GET" });
    expect((await reader.ping(call)).ok).toBe(true);
  });

  it("asks native histograms in a language that the server reads", async () => {
    const windowed = { windowMs: 5_000, by: null, slowS: 0.3, kind: "native" } as const;
    const queries = [
      nativeRatesQuery(order, 5_000),
      signalsQuery(order, 5_000, "native"),
      windowsQuery({ ...windowed, groups: groupsOf([order]) }),
    ];
    for (const query of queries) {
      const response = await fetch(`${server.url}/api/v1/query`, {
        method: "POST",
        body: new URLSearchParams({ query }),
      });
      expect(response.status, await response.text()).toBe(200);
    }
  });

  it("states what is missing: no series, no server, no time", async () => {
    const grid = gridOf(Date.now() - 60_000, Date.now());
    expect(await metrics.signals(testService("ghost"), grid, call)).toMatchObject({ ok: false, reason: "no_data" });
    expect(await metrics.latencyHistogram(testService("ghost"), grid, call)).toMatchObject({ reason: "no_data" });
    const dead = createPrometheus({ url: `http://127.0.0.1:${PORT + 9}`, clock });
    expect(await dead.ping(call)).toMatchObject({ ok: false, reason: "unreachable", source: "prometheus" });
    expect(await metrics.ping({ timeoutMs: 0 })).toMatchObject({ ok: false, reason: "timeout" });
  });
});
