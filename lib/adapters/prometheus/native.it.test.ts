import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gridOf } from "@/lib/domain/series";
import type { Metrics } from "@/lib/ports";
import { createPrometheus } from "./client";
import { nativeExposition, PROTOBUF_TYPE } from "./testing/native-exposition";
import { startPrometheus, type TestPrometheus } from "./testing/prometheus-server";
import { testService } from "./testing/service";

const PORT = 21_620;
const call = { timeoutMs: 5_000 };
const order = testService("order");
const NAME = order.metrics.latency.histogram;

/** Schema 0, a bucket a power of two: per 100 ms 50 of (0.03125, 0.0625], 10 of (0.25, 0.5], 10 of (-0.5, -0.25] (clock skew) and 20 near zero. */
function exposition(startedAt: number) {
  // All buckets grow at once: each keeps its exact share, whenever the scrape comes.
  const ticks = Math.floor((Date.now() - startedAt) / 100);
  const grown = (perTick: number) => Math.round(perTick * ticks);
  const sample = (status: string, scale: number) => ({
    labels: { service: "order", pod: "order-1", route: "/items", status },
    schema: 0,
    zeroThreshold: 0.001,
    zeroCount: grown(20 * scale),
    positive: { [-4]: grown(50 * scale), [-1]: grown(10 * scale) },
    negative: { [-1]: grown(10 * scale) },
  });
  return { type: PROTOBUF_TYPE, bytes: nativeExposition(NAME, [sample("200", 1), sample("500", 0.1)]) };
}

let server: TestPrometheus;
let metrics: Metrics;

beforeAll(async () => {
  const startedAt = Date.now();
  server = await startPrometheus({ port: PORT, exporterPort: PORT + 1, exposition: () => exposition(startedAt) });
  metrics = createPrometheus({ url: server.url, clock: { now: () => new Date() } });
  await vi.waitFor(
    async () => {
      const grid = gridOf(Date.now() - 60_000, Date.now());
      const histogram = await metrics.latencyHistogram(order, grid, call);
      if (!histogram.ok || (histogram.n ?? 0) < 300) throw new Error(`not yet: ${JSON.stringify(histogram)}`);
    },
    { timeout: 25_000, interval: 300 },
  );
});
afterAll(() => server?.stop());

describe("native histograms on a real server", () => {
  it("reads true bounds, the zero band and what is below zero", async () => {
    const grid = gridOf(Date.now() - 60_000, Date.now());
    const histogram = await metrics.latencyHistogram(order, grid, call);
    if (!histogram.ok) throw new Error(histogram.reason);
    // (-0.5, -0.25] … [-0.001, 0.001] … (0.03125, 0.0625] … (0.25, 0.5]
    expect(histogram.value.boundsS).toEqual([-0.5, -0.25, -0.001, 0.001, 0.03125, 0.0625, 0.25, 0.5]);
    const totals = histogram.value.boundsS
      .concat(Number.POSITIVE_INFINITY)
      .map((_, row) => histogram.value.columns.reduce((sum, column) => sum + (column?.[row] ?? 0), 0));
    const [, negative = 0, , zero = 0, , fast = 0, , slow = 0] = totals;
    expect(totals.filter((_, row) => [0, 2, 4, 6, 8].includes(row))).toEqual([0, 0, 0, 0, 0]);
    expect(fast / slow).toBeCloseTo(5, 2);
    expect(zero / negative).toBeCloseTo(2, 2);
    expect(histogram.query).toContain(`${NAME}{`);
  });

  it("splits by route, failures apart", async () => {
    // A column of 5 s needs two scrapes before its end.
    const [items] = await vi.waitFor(
      async () => {
        const grid = gridOf(Date.now() - 60_000, Date.now(), 30);
        const answer = await metrics.routeHistograms(order, grid, call);
        if (!answer.ok) throw new Error(`${answer.reason}: ${answer.query}`);
        return answer.value.routes;
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(items?.route).toBe("/items");
    expect(items?.all.boundsS).toContain(0.0625);
    const n = (histogram: { readonly columns: readonly (readonly number[] | null)[] } | null | undefined) =>
      (histogram?.columns ?? []).flatMap((column) => column ?? []).reduce((a, b) => a + b, 0);
    expect(n(items?.failed) / n(items?.all)).toBeCloseTo(0.1 / 1.1, 1);
  });

  it("asks the other panels for the same form", async () => {
    const grid = gridOf(Date.now() - 20_000, Date.now());
    const signals = await metrics.signals(order, grid, call);
    if (!signals.ok) throw new Error(signals.reason);
    expect(signals.value.p95Ms.samples.at(-1)?.value).toBeGreaterThan(250);
    expect(signals.value.errorRatio.samples.at(-1)?.value).toBeCloseTo(0.1 / 1.1, 1);
    const windows = await metrics.windows([order], new Date(Date.now() - 5_000), new Date(), call);
    if (!windows.ok) throw new Error(windows.reason);
    expect(windows.value[0]?.n).toBeGreaterThan(100);
  });
});
