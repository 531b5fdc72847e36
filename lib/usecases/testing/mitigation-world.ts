import { randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { discoveredService } from "@/lib/adapters/catalogue/normalise";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { ALERTMANAGER, FIREBREAK } from "@/lib/domain/actor";
import type { EventData, NewEvent } from "@/lib/domain/events";
import type { WindowSummary } from "@/lib/domain/measurement";
import type { Measured } from "@/lib/domain/upstream";
import type { Metrics } from "@/lib/ports";
import { proposeMitigation } from "../propose-mitigation";
import { personCaller } from "./callers";
import { FakeCluster } from "./fake-cluster";

const WINDOW_MS = 20_000;

/** A real database, a cluster in memory, figures that a test sets, and a clock that a test turns. */
export async function mitigationWorld() {
  const postgres: Postgres = createPostgres({ url: (await testDatabase()).url, poolSize: 6 });
  const time = { nowMs: Date.now() };
  const figures: { of: (fromMs: number, toMs: number) => Partial<WindowSummary> | null; isReachable: boolean } = {
    of: () => ({}),
    isReachable: true,
  };
  const state = { cluster: new FakeCluster() };
  const deps = {
    clock: { now: () => new Date(time.nowMs) },
    ids: { next: () => uuidv7() },
    store: postgres.store,
    get cluster() {
      return state.cluster;
    },
    metrics: fakeMetrics(figures),
    settings: {
      recoveryWindowMs: () => WINDOW_MS,
      planTtlMs: () => 600_000,
      diagnosisDelayMs: () => 0,
      deviationForMs: () => 30_000,
      updateIntervals: () => ({ "SEV-1": 900_000, "SEV-2": 1_800_000, "SEV-3": 3_600_000 }),
    },
    catalogue: { service: discoveredService, services: () => [], discover: () => {} },
    pause: async (durationMs: number) => {
      time.nowMs += durationMs;
    },
    memory: new Map(),
  };
  return {
    deps,
    postgres,
    time,
    figures,
    get cluster() {
      return state.cluster;
    },
    close: () => postgres.close(),
    /** A cluster and figures as at the beginning, and an incident with one alert that fires. */
    async incident(over: Partial<EventData["opened"]> = {}): Promise<string> {
      state.cluster = new FakeCluster();
      // One workload per test: the claim on it is global.
      state.cluster.change({ name: `order-${randomUUID().slice(0, 8)}` });
      figures.of = () => ({});
      figures.isReachable = true;
      const id = uuidv7();
      const at = new Date(time.nowMs);
      const data = { ...OPENED, detectedAt: at.toISOString(), ...over };
      await postgres.store.transaction(async (tx) => {
        await tx.createIncident(id, null, [{ kind: "opened", at, actor: FIREBREAK, data }, alertsEvent(at, 1)]);
      });
      return id;
    },
    alerts: (incidentId: string, firingNow: number) =>
      postgres.store.transaction((tx) => tx.append(incidentId, [alertsEvent(new Date(time.nowMs), firingNow)])),
    async plan(incidentId: string, caller = personCaller("commander")) {
      const proposal = await proposeMitigation(deps, { caller, incidentId, input: { kind: "rollback", target: {} } });
      if (!proposal.ok) throw new Error(`no plan: ${JSON.stringify(proposal.guards)}`);
      return proposal.preview;
    },
    kinds: async (incidentId: string) => (await postgres.store.events(incidentId)).map(({ kind }) => kind),
  };
}
export type MitigationWorld = Awaited<ReturnType<typeof mitigationWorld>>;

const OPENED: EventData["opened"] = {
  title: "HighLatencyP95 on order",
  service: "order",
  team: "checkout",
  environment: "demo",
  severity: "SEV-2",
  severityReason: "critical",
  groupingReason: "new",
  recurrenceOf: null,
  origin: "alert",
  detectedAt: "",
};

function alertsEvent(at: Date, firingNow: number): NewEvent {
  const data = {
    deliveryId: randomUUID(),
    fired: firingNow,
    resolved: firingNow === 0 ? 1 : 0,
    firingNow,
    earliestStartsAt: null,
    latestEndsAt: firingNow === 0 ? at.toISOString() : null,
    episodes: [],
    truncatedAlerts: 0,
    services: ["order"],
  };
  return { kind: "alerts_changed", at, actor: ALERTMANAGER, data };
}

function fakeMetrics(figures: {
  of: (fromMs: number, toMs: number) => Partial<WindowSummary> | null;
  isReachable: boolean;
}): Metrics {
  const gap = async <T>(): Promise<Measured<T>> => ({
    ok: false,
    source: "prometheus",
    reason: "unreachable",
    at: new Date(),
    query: "fake",
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
    async windows(services, from, to) {
      if (!figures.isReachable) return gap();
      const [fromMs, toMs] = [from.getTime(), to.getTime()];
      const value = services.flatMap(({ name }) => {
        const over = figures.of(fromMs, toMs);
        return over === null
          ? []
          : [{ ...HEALTHY, service: name, fromMs, toMs, n: ((toMs - fromMs) / 1_000) * 40, ...over }];
      });
      return { ok: true, value, at: new Date(), query: "fake", n: null };
    },
  };
}

const HEALTHY: WindowSummary = {
  service: "",
  fromMs: 0,
  toMs: 0,
  n: 0,
  p50Ms: 20,
  p95Ms: 60,
  p99Ms: 90,
  requestsPerS: 40,
  errorRatio: 0,
  panicsPerS: 0,
  goroutines: 40,
  allocationBytesPerS: 1_000,
  heapBytes: null,
  slowRatio: 0,
  poolUseRatio: null,
};
