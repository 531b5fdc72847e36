import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RuntimeFigure } from "@/lib/domain/runtime";
import { gridOf } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import type { Metrics } from "@/lib/ports";
import { createPrometheus } from "./client";
import { startPrometheus, type TestPrometheus } from "./testing/prometheus-server";
import { testService } from "./testing/service";

const PORT = 21_640;
const call = { timeoutMs: 5_000 };
const clock = { now: () => new Date() };
const order: Service = { ...testService("order"), workload: { namespace: "shop", deployment: "order" } };

/** Two pods: a is fine, b has run out of connections; a second, unbounded pool; limits of the Deployment's pods and of a neighbour's. */
function exposition(startedAt: number): string {
  const s = (Date.now() - startedAt) / 1_000;
  const [a, b] = ['service="order",pod="order-7f9c4-aaaaa"', 'service="order",pod="order-7f9c4-bbbbb"'];
  const gauges: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
    [
      "go_goroutines",
      [
        [a, 40],
        [b, 90],
      ],
    ],
    [
      "process_open_fds",
      [
        [a, 10],
        [b, 900],
      ],
    ],
    [
      "process_max_fds",
      [
        [a, 1_000],
        [b, 1_000],
      ],
    ],
    [
      "go_sql_in_use_connections",
      [
        [`${a},db_name="orders"`, 1],
        [`${b},db_name="orders"`, 10],
      ],
    ],
    [
      "go_sql_max_open_connections",
      [
        [`${a},db_name="orders"`, 10],
        [`${b},db_name="orders"`, 10],
      ],
    ],
    ["pgxpool_acquired_conns", [[`${a},db_name="orders"`, 3]]],
    ["pgxpool_max_conns", [[`${a},db_name="orders"`, 0]]],
    [
      "db_client_connections_usage",
      [
        [`${a},pool_name="cache",state="used"`, 2],
        [`${a},pool_name="cache",state="idle"`, 6],
      ],
    ],
    ["db_client_connections_max", [[`${a},pool_name="cache"`, 8]]],
    [
      "my_pool_busy",
      [
        [a, 4],
        [b, 5],
      ],
    ],
    [
      "my_pool_size",
      [
        [a, 8],
        [b, 5],
      ],
    ],
    [
      "process_resident_memory_bytes",
      [
        [a, 5e7],
        [b, 7e7],
      ],
    ],
    [
      "kube_pod_container_resource_limits",
      [
        ['namespace="shop",pod="order-7f9c4-aaaaa",container="order",resource="memory"', 2e8],
        ['namespace="shop",pod="order-7f9c4-bbbbb",container="order",resource="memory"', 2e8],
        ['namespace="shop",pod="order-worker-5d5d-ccccc",container="worker",resource="memory"', 9e9],
        ['namespace="shop",pod="order-7f9c4-aaaaa",container="order",resource="cpu"', 2],
      ],
    ],
  ];
  const lines = gauges.flatMap(([name, samples]) => [
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${labels}} ${value}`),
  ]);
  const cpu = [`process_cpu_seconds_total{${a}} ${s * 0.5}`, `process_cpu_seconds_total{${b}} ${s * 0.25}`];
  return `${[...lines, "# TYPE process_cpu_seconds counter", ...cpu, "# EOF"].join("\n")}\n`;
}

let server: TestPrometheus;
let metrics: Metrics;
async function now(service: Service): Promise<Readonly<Record<RuntimeFigure, number | null>>> {
  const atMs = Date.now();
  const answer = await metrics.runtime(service, gridOf(atMs - 10_000, atMs), call);
  if (!answer.ok) throw new Error(`${answer.reason}: ${answer.query}`);
  const newest = Object.entries(answer.value.figures).map(([name, values]) => [name, values.at(-1) ?? null]);
  return Object.fromEntries(newest);
}

beforeAll(async () => {
  const startedAt = Date.now();
  server = await startPrometheus({ port: PORT, exporterPort: PORT + 1, exposition: () => exposition(startedAt) });
  metrics = createPrometheus({ url: server.url, clock, defaultScrapeMs: 200 });
  await vi.waitFor(async () => expect((await now(order)).cpuCores).toBeCloseTo(0.75, 1), {
    timeout: 25_000,
    interval: 200,
  });
});
afterAll(() => server?.stop());

describe("runtime figures on a real server", () => {
  it("sum over pods and name the one that is nearest to its limit", async () => {
    expect(await now(order)).toMatchObject({
      pods: 2,
      openFiles: 910,
      maxFiles: 2_000,
      fullestFilesRatio: 0.9,
      residentBytes: 1.2e8,
      memoryLimitBytes: 4e8,
    });
  });

  it("count every known pool, idle connections left out, and an unbounded pool without a share", async () => {
    // database/sql 1 + 10 of 20, pgx 3 of no bound, OpenTelemetry 2 of 8
    expect(await now(order)).toMatchObject({ poolInUse: 16, poolMax: 28, fullestPoolRatio: 1 });
  });

  it("count the declared pool alone", async () => {
    const declared: Service = {
      ...order,
      metrics: { ...order.metrics, pool: { inUse: "my_pool_busy", max: "my_pool_size" } },
    };
    expect(await now(declared)).toMatchObject({ poolInUse: 9, poolMax: 13, fullestPoolRatio: 1 });
  });

  it("are no data for a service without series", async () => {
    const answer = await metrics.runtime(testService("none"), gridOf(Date.now() - 10_000, Date.now()), call);
    expect(answer).toMatchObject({ ok: false, reason: "no_data" });
  });

  it("leave what is not exported unknown", async () => {
    const other: Service = { ...order, workload: null };
    expect((await now(other)).memoryLimitBytes).toBeNull();
  });
});
