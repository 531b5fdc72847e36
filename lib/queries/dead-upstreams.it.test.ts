import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { startTestCluster, type TestCluster } from "@/demo/cluster/testing/test-cluster";
import { exportOf, sampleSpan } from "@/demo/traces/sample-export.fixture";
import { type RunningTraceStore, startTraceStore } from "@/demo/traces/server";
import { createJaeger } from "@/lib/adapters/jaeger/client";
import { kubernetesLogs } from "@/lib/adapters/kubernetes/pod-logs";
import { createPrometheus } from "@/lib/adapters/prometheus/client";
import { startPrometheus, type TestPrometheus } from "@/lib/adapters/prometheus/testing/prometheus-server";
import { testService } from "@/lib/adapters/prometheus/testing/service";
import { createGuard } from "@/lib/adapters/upstream/guard";
import { guarded } from "@/lib/adapters/upstream/guarded";
import { createHealthRegistry } from "@/lib/adapters/upstream/health";
import { SICKNESSES, type Sickness, type SickProxy, sickProxy } from "@/lib/adapters/upstream/testing/sick-proxy";
import { incidentOf } from "@/lib/domain/incident";
import type { Upstream } from "@/lib/domain/upstream";
import { createFrameCache, type FrameDeps, roomFrame, TICK_MS } from "./room-frame";
import { createLogsCache, LOGS_FRESH_MS, type LogsDeps, roomLogs } from "./room-logs";
import { INCIDENT_ID, openedEvents, roomWorld } from "./testing/room-world";

// Real servers behind proxies that fall ill. Only the date is faked: a tick passes when the test says so, and the breakers' pauses with it.

const ILLNESSES = SICKNESSES.filter((one): one is Exclude<Sickness, "well"> => one !== "well");
const TICKS_PER_MINUTE = 60_000 / TICK_MS;

let prometheus: TestPrometheus;
let store: RunningTraceStore;
let cluster: TestCluster;
let metricsProxy: SickProxy;
let tracesProxy: SickProxy;
let clusterProxy: SickProxy;
const folder = mkdtempSync(join(tmpdir(), "firebreak-sick-"));

function exposition(startedMs: number): string {
  const n = Math.floor((performance.now() - startedMs) / 10);
  const labels = 'service="order",pod="order-1",route="/items",status="200"';
  return `${[
    "# TYPE http_request_duration_seconds histogram",
    `http_request_duration_seconds_bucket{${labels},le="0.1"} ${n}`,
    `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${n}`,
    `http_request_duration_seconds_count{${labels}} ${n}`,
    `http_request_duration_seconds_sum{${labels}} ${n * 0.05}`,
    "# TYPE go_goroutines gauge",
    'go_goroutines{service="order",pod="order-1"} 40',
    "# TYPE circuit_breaker_state gauge",
    'circuit_breaker_state{service="order",target="payment",pod="order-1"} 0',
    "# EOF",
  ].join("\n")}\n`;
}

beforeAll(async () => {
  const startedMs = performance.now();
  const [port, exporterPort] = [await freePort(), await freePort()];
  [prometheus, store, cluster] = await Promise.all([
    startPrometheus({ port, exporterPort, exposition: () => exposition(startedMs) }),
    startTraceStore({ query: "127.0.0.1:0", otlp: "127.0.0.1:0" }),
    startTestCluster({ services: ["order"] }),
  ]);
  const tls = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
  });
  [metricsProxy, tracesProxy, clusterProxy] = await Promise.all([
    sickProxy(prometheus.url),
    sickProxy(store.queryUrl),
    sickProxy(cluster.url, { key: tls.private, cert: tls.cert }),
  ]);
  writeFileSync(
    join(folder, "kubeconfig"),
    throughProxy(readFileSync(cluster.kubeconfigPath, "utf8"), clusterProxy.url),
  );
  const nano = (agoMs: number) => String(BigInt(Date.now() - agoMs) * 1_000_000n);
  const span = sampleSpan({
    spanId: "00000000000000a1",
    startTimeUnixNano: nano(5_000),
    endTimeUnixNano: nano(4_000),
  });
  await fetch(`${store.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: exportOf("order", [span]),
  });
  await vi.waitFor(
    async () => {
      const world = roomOf();
      const frame = await world.tick();
      expect(frame?.latency.state).toBe("ok");
      expect(frame?.breakers.state).toBe("ok");
      expect((await world.logs()).data?.linesRead).toBeGreaterThan(0);
    },
    { timeout: 30_000, interval: 300 },
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([metricsProxy, tracesProxy, clusterProxy].map((proxy) => proxy?.close()));
  await Promise.all([prometheus?.stop(), store?.close(), cluster?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  for (const proxy of [metricsProxy, tracesProxy, clusterProxy]) proxy.be("well");
});
afterEach(() => vi.useRealTimers());

const notAsked = () => Promise.reject(new Error("a room asks the cluster for logs only"));

/** A room over guarded adapters that ask through the proxies, with breakers of its own. */
function roomOf() {
  const clock = { now: () => new Date() };
  const health = createHealthRegistry({ clock });
  const guardOf = (upstream: Upstream) => createGuard({ upstream, clock, health });
  const world = roomWorld();
  const order = { ...testService("order"), workload: { namespace: "shop", deployment: "order" } };
  const deps: FrameDeps & LogsDeps = {
    clock,
    store: world.reads,
    upstreams: health,
    catalogue: { service: () => order, services: () => [order], discover: () => undefined },
    frames: createFrameCache(),
    callGraph: world.callGraph,
    layout: world.layout,
    metrics: guarded(createPrometheus({ url: metricsProxy.url, clock, defaultScrapeMs: 200 }), guardOf("prometheus")),
    traces: guarded(createJaeger({ url: tracesProxy.url, headers: {}, now: clock.now }), guardOf("jaeger")),
    logs: guarded(kubernetesLogs({ kubeconfigPath: join(folder, "kubeconfig"), context: null }), guardOf("kubernetes")),
    cluster: { workloads: notAsked, workload: notAsked, dryRun: notAsked, apply: notAsked, ping: notAsked },
    cache: createLogsCache(),
  };
  const incident = { ...incidentOf(openedEvents()), services: ["order"] };
  return {
    health,
    /** One tick later: the frame that this tick's answers made. */
    async tick() {
      vi.setSystemTime(Date.now() + TICK_MS);
      const input = { incidentId: INCIDENT_ID, rangeMin: 5, waitMs: 10_000 };
      await roomFrame(deps, input);
      await Promise.all([...deps.frames.entries.values()].map(({ refresh }) => refresh));
      return roomFrame(deps, input);
    },
    async logs() {
      vi.setSystemTime(Date.now() + LOGS_FRESH_MS);
      await roomLogs(deps, { incident });
      await Promise.all([...deps.cache.entries.values()].map(({ refresh }) => refresh));
      return roomLogs(deps, { incident });
    },
  };
}

/** The reason that the room gives. A flood may last until the deadline, on a slow machine. */
const REASON: Readonly<Record<(typeof ILLNESSES)[number], RegExp>> = {
  cut: /^unreachable$/,
  slow: /^timeout$/,
  html: /^bad_answer$/,
  truncated: /^bad_answer$/,
  wrong_shape: /^bad_answer$/,
  error_500: /^unreachable$/,
  gzip_junk: /^(unreachable|bad_answer)$/,
  huge: /^(bad_answer|timeout)$/,
};
/** Waiting for silence, and sending floods, takes real time: a few ticks stand for the minute. */
const ticksOf = (illness: Sickness) => (illness === "slow" || illness === "huge" ? 3 : TICKS_PER_MINUTE);
const panelsOf = (frame: Awaited<ReturnType<ReturnType<typeof roomOf>["tick"]>>) => {
  if (frame === null) throw new Error("there is a frame since the first tick");
  const { latency, signals, runtime, breakers, slowTraces, failedTraces } = frame;
  return { prometheus: [latency, signals, runtime, breakers], jaeger: [slowTraces, failedTraces] };
};
/** Asked while well, per tick: four panels of Prometheus, three searches of traces, and for logs a Deployment, its pods and each of their logs. */
const WELL_PER_TICK = { prometheus: 4, jaeger: 3 };

describe.each(ILLNESSES)("with every upstream ill: %s", (illness) => {
  it("the room keeps the last picture, says since when and why, asks hardly, and comes back by itself", async () => {
    const room = roomOf();
    const good = await room.tick();
    const goodLogs = await room.logs();
    const proxies = { prometheus: metricsProxy, jaeger: tracesProxy, kubernetes: clusterProxy };
    for (const proxy of Object.values(proxies)) proxy.be(illness);

    const sick = panelsOf(await room.tick());
    await room.logs();
    let [frame, logs] = [await room.tick(), await room.logs()];
    for (let i = 2; i < ticksOf(illness); i += 1) [frame, logs] = [await room.tick(), await room.logs()];
    for (const [panels, before, first] of [
      [panelsOf(frame).prometheus, panelsOf(good).prometheus, sick.prometheus],
      [panelsOf(frame).jaeger, panelsOf(good).jaeger, sick.jaeger],
    ] as const) {
      panels.forEach((panel, k) => {
        expect(panel).toMatchObject({ state: "stale", atMs: before[k]?.atMs });
        expect(panel.failingSinceMs).toBe(first[k]?.failingSinceMs);
        expect(first[k]?.reason).toMatch(REASON[illness]);
        expect(panel.data).not.toBeNull();
      });
    }
    expect(logs).toMatchObject({ state: "stale", atMs: goodLogs.atMs, data: goodLogs.data });
    for (const upstream of ["prometheus", "jaeger", "kubernetes"] as const) {
      expect(room.health.healthOf(upstream)).toMatchObject({
        state: "stale",
        reason: expect.stringMatching(REASON[illness]),
      });
      // A first round until the breaker opens, then one trial per pause; a trial of traces tries both of Jaeger's APIs.
      const { requests, sentBytes } = proxies[upstream];
      expect(requests()).toBeLessThanOrEqual(10 + 2 * 2 * ticksOf(illness));
      if (illness === "huge") expect(sentBytes()).toBeLessThanOrEqual(requests() * (32 + 8) * 1_024 * 1_024);
    }

    for (const proxy of Object.values(proxies)) proxy.be("well");
    await room.tick();
    await room.logs();
    [frame, logs] = [await room.tick(), await room.logs()];
    for (const panel of [...panelsOf(frame).prometheus, ...panelsOf(frame).jaeger, logs]) {
      expect(panel).toMatchObject({ state: "ok", failingSinceMs: null });
    }
    expect(room.health.health().filter(({ state }) => state === "stale")).toEqual([]);
  }, 120_000);
});

describe("with one upstream cut", () => {
  it("the panels of the others go on, and asking them stays as it was", async () => {
    const room = roomOf();
    await room.tick();
    metricsProxy.be("cut");
    tracesProxy.be("well");
    for (let i = 0; i < 4; i += 1) await room.tick();
    const frame = panelsOf(await room.tick());
    expect(frame.prometheus.map(({ state }) => state)).toEqual(Array(4).fill("stale"));
    expect(frame.jaeger.map(({ state }) => state)).toEqual(["ok", "ok"]);
    expect((await room.logs()).state).toBe("ok");
    expect(tracesProxy.requests()).toBe(5 * WELL_PER_TICK.jaeger);
  });

  it("a minute costs it a fraction of what a well one is asked", async () => {
    const room = roomOf();
    await room.tick();
    metricsProxy.be("well");
    for (let i = 0; i < TICKS_PER_MINUTE; i += 1) await room.tick();
    const well = metricsProxy.requests();
    expect(well).toBeGreaterThanOrEqual(WELL_PER_TICK.prometheus * TICKS_PER_MINUTE);
    metricsProxy.be("cut");
    for (let i = 0; i < TICKS_PER_MINUTE; i += 1) await room.tick();
    expect(metricsProxy.requests()).toBeLessThanOrEqual(well / 2);
  });
});

const kubeconfigSchema = z.looseObject({
  clusters: z.array(z.looseObject({ cluster: z.looseObject({ server: z.string() }) })),
});

/** The same account, through the proxy and its own certificate. */
function throughProxy(kubeconfig: string, server: string): string {
  const config = kubeconfigSchema.parse(parse(kubeconfig));
  const clusters = config.clusters.map(({ cluster: _cluster, ...rest }) => ({
    ...rest,
    cluster: { server, "insecure-skip-tls-verify": true },
  }));
  return stringify({ ...config, clusters });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
