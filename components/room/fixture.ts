import type { WireEvent } from "@/lib/contracts/events";
import type { IncidentPage, MitigationDetail } from "@/lib/contracts/incident-page";
import type { RoomFrame } from "@/lib/contracts/room";
import type { Diagnosis } from "@/lib/domain/cause";
import type { EventData, EventKind } from "@/lib/domain/events";
import type { Guard } from "@/lib/domain/guard";
import { CAPABILITIES } from "@/lib/domain/permissions";
import { storyMap } from "./story-map";

// Order r7 at 14:02:00, told with the numbers of a real run. Used by component tests and pictures, never by a page.

export const STORY_NOW_MS = Date.parse("2026-05-12T14:07:01Z");
const at = (clock: string) => new Date(`2026-05-12T${clock}Z`);
const INCIDENT = "0196c4d2-0000-7000-8000-000000000128";
export const STORY_MITIGATION = "0196c4d2-0000-7000-8000-0000000007c2";

function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normalShare(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const erf =
    1 -
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-z * z);
  return 0.5 * (1 + Math.sign(x) * erf);
}

/** Six pods: the pool of one fills up with the latency; no memory limit is known. */
function storyRuntime(signals: NonNullable<RoomFrame["signals"]["data"]>): NonNullable<RoomFrame["runtime"]["data"]> {
  const each = (of: (bad: number) => number) =>
    signals.p95Ms.map((p95) => of(Math.max(0, Math.min(1, ((p95 ?? 140) - 160) / 460))));
  return {
    pods: each(() => 6),
    openFiles: each((bad) => Math.round(212 + 90 * bad)),
    maxFiles: each(() => 6 * 1_024),
    fullestFilesRatio: each((bad) => 0.04 + 0.02 * bad),
    poolInUse: each((bad) => Math.round(38 + 65 * bad)),
    poolMax: each(() => 120),
    fullestPoolRatio: each((bad) => 0.4 + 0.6 * bad),
    cpuCores: each((bad) => 2.1 + 0.8 * bad),
    residentBytes: each((bad) => 610e6 + 120e6 * bad),
    memoryLimitBytes: signals.p95Ms.map(() => null),
  };
}

/** A frame of 20 minutes, 10 s a column. `stale` = Prometheus silent since 14:06:31. */
export function storyFrame({ stale = false }: { stale?: boolean } = {}): RoomFrame {
  const next = random(20260512);
  const gauss = () => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next());
  const boundsS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.14, 0.18, 0.24, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2.5];
  const [fromMs, toMs, stepMs] = [at("13:47:10").getTime(), at("14:07:00").getTime(), 10_000];
  const columns: number[][] = [];
  const signals: NonNullable<RoomFrame["signals"]["data"]> = {
    p50Ms: [],
    p95Ms: [],
    p99Ms: [],
    requestsPerS: [],
    errorRatio: [],
    panicsPerS: [],
    cancelledPerS: [],
    goroutines: [],
    heapBytes: [],
    allocationBytesPerS: [],
    gcPauseMs: [],
  };
  for (let t = fromMs, i = 0; t <= toMs; t += stepMs, i += 1) {
    const bad = Math.max(0, Math.min(1, (t - at("14:02:22").getTime()) / 38_000));
    const rps = 411 + 9 * Math.sin(i / 7) + gauss() * 6 - bad * 6;
    const slow = 0.4 * bad * (1 + 0.05 * gauss());
    const share = (bound: number, median: number, sigma: number) => normalShare(Math.log(bound / median) / sigma);
    const cumulative = boundsS.map(
      (bound) =>
        (1 - slow - 0.004) * share(bound, 0.062, 0.42) +
        slow * share(bound, 0.415, 0.3) +
        0.004 * share(bound, 0.5, 0.55),
    );
    const counts = [...cumulative, 1].map((value, row) =>
      Math.max(0, Math.round((value - (cumulative[row - 1] ?? 0)) * rps * 10 + gauss() * 0.6)),
    );
    columns.push(counts);
    signals.p50Ms.push(62 + bad * 46 + gauss() * 2);
    signals.p95Ms.push(140 + bad * 478 + gauss() * (3 + bad * 9));
    signals.p99Ms.push(236 + bad * 690 + gauss() * (8 + bad * 22));
    signals.requestsPerS.push(rps);
    signals.errorRatio.push(Math.max(0.0002, 0.0008 + 0.0004 * gauss() + bad * (0.024 + 0.004 * Math.sin(i / 3))));
    signals.panicsPerS.push(0);
    signals.cancelledPerS.push(bad * 3.2);
    signals.goroutines.push(
      1290 +
        22 * gauss() +
        30 * Math.sin(i / 8) +
        bad * (900 + Math.max(0, (t - at("14:02:22").getTime()) / 1_000) * 2.3),
    );
    signals.heapBytes.push((312 + 26 * (((i * 7) % 11) / 11) + 8 * gauss() + bad * 100) * 1e6);
    signals.allocationBytesPerS.push((61 + gauss() * 3 + bad * 58) * 1e6);
    signals.gcPauseMs.push(1.2 + 0.2 * Math.abs(gauss()) + bad * 2.1);
  }
  const dataMs = stale ? at("14:06:31").getTime() : toMs;
  const panel = {
    state: stale ? ("stale" as const) : ("ok" as const),
    atMs: dataMs,
    n: 4125,
    failingSinceMs: stale ? dataMs : null,
    reason: stale ? "unreachable" : null,
  };
  const query =
    'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="order"}[10s])))';
  const trace = (id: string, clock: string, durationMs: number, status: "ok" | "error" = "ok") => ({
    traceId: id,
    startMs: at(clock).getTime(),
    durationMs,
    service: "gateway",
    operation: "GET /orders/{id}/items",
    status,
    version: "r7",
    statusMessage: status === "error" ? "context deadline exceeded" : null,
    selfTimes: [
      { service: "order", operation: "ListItems", selfMs: durationMs * 0.72 },
      { service: "payment", operation: "Authorize", selfMs: durationMs * 0.14 },
      { service: "order", operation: "GET /orders", selfMs: durationMs * 0.06 },
    ],
    otherMs: durationMs * 0.08,
  });
  const ok = (upstream: RoomFrame["upstreams"][number]["upstream"], agoMs: number) => ({
    upstream,
    state: "ok" as const,
    lastOkMs: STORY_NOW_MS - agoMs,
    failingSinceMs: null,
    reason: null,
  });
  const silent = (upstream: RoomFrame["upstreams"][number]["upstream"], since: string) => ({
    upstream,
    state: "stale" as const,
    lastOkMs: at(since).getTime(),
    failingSinceMs: at(since).getTime(),
    reason: "unreachable",
  });
  const breaker = (
    caller: string,
    callee: string,
    state: "closed" | "half_open" | "open" | "unknown",
    podsOpen = 0,
    podsHalfOpen = 0,
  ) => ({
    caller,
    callee,
    state,
    pods: 6,
    podsOpen,
    podsHalfOpen,
    podsUnknown: state === "unknown" ? 6 : 0,
    unknownReason: state === "unknown" ? ("encoding_not_declared" as const) : null,
    mode: null,
    openSinceMs: state === "open" ? at("14:04:26").getTime() : null,
    wasOpenBefore: false,
    lastProbeMs: state === "open" ? at("14:05:56").getTime() : null,
    flaps: podsOpen,
    namedPods: Array.from({ length: podsOpen + podsHalfOpen }, (_, pod) => ({
      pod: `${caller}-7c9d8b6f5-x${pod}k2p`,
      state: pod < podsOpen ? ("open" as const) : ("half_open" as const),
    })),
    parts: [],
    readAs: [
      state === "unknown"
        ? { dialect: "undeclared", metric: "circuit_breaker_state" }
        : { dialect: "gobreaker", metric: "circuit_breaker_state" },
    ],
  });
  return {
    incidentId: INCIDENT,
    atMs: STORY_NOW_MS - 400,
    service: "order",
    grid: { fromMs, toMs, stepMs },
    objectiveMs: 300,
    baseline: {
      fromMs: at("13:47:00").getTime(),
      toMs: at("14:01:50").getTime(),
      n: 366_000,
      p50Ms: 62,
      p95Ms: 140,
      p99Ms: 236,
      errorRatio: 0.0008,
      requestsPerS: 411,
      goroutines: 1294,
      heapBytes: 325e6,
      allocationBytesPerS: 61e6,
      buckets: {
        boundsS,
        counts: columns.slice(0, 88).reduce((sum, column) => column.map((count, row) => count + (sum[row] ?? 0)), []),
      },
      gcPauseMs: 1.3,
      openFiles: 212,
      poolInUse: 38,
      cpuCores: 2.1,
      residentBytes: 610e6,
    },
    latency: {
      ...panel,
      query: 'sum by (le) (increase(http_request_duration_seconds_bucket{service="order"}[10s]))',
      data: { boundsS, columns, nonMonotoneColumns: 0 },
    },
    signals: { ...panel, query, data: signals },
    runtime: { ...panel, query: 'process_open_fds{service="order"}', data: storyRuntime(signals) },
    breakers: {
      ...panel,
      n: null,
      query: "circuit_breaker_state",
      data: [
        breaker("gateway", "order", "closed"),
        breaker("gateway", "auth", "closed"),
        breaker("order", "payment", "open", 3),
        breaker("order", "inventory", "closed"),
        breaker("order", "postgres", "half_open", 0, 1),
        breaker("payment", "risk", "closed"),
        breaker("inventory", "risk", "unknown"),
        breaker("inventory", "postgres", "closed"),
      ],
    },
    guards: {
      ...panel,
      n: null,
      query: "circuit_breaker_state",
      data: {
        limits: [
          {
            caller: "gateway",
            callee: "order",
            limit: "pending_requests",
            podsAtLimit: 2,
            sinceMs: at("14:05:31").getTime(),
            readAs: { dialect: "envoy-thresholds", metric: "envoy_cluster_circuit_breakers_default_rq_pending_open" },
          },
        ],
        ejections: [],
        shedding: [],
        silent: [],
        health: [
          {
            service: "order",
            state: "unavailable",
            probe: "degraded",
            up: 5,
            targets: 6,
            breakers: [{ caller: "order", callee: "payment", state: "open" }],
          },
        ],
      },
    },
    map: {
      state: "ok",
      atMs: toMs,
      n: 312,
      failingSinceMs: null,
      reason: null,
      query: "GET /api/v3/traces?service=order",
      data: storyMap(STORY_NOW_MS, at("14:01:50").getTime()),
    },
    slowTraces: {
      state: "ok",
      atMs: toMs,
      n: 20,
      failingSinceMs: null,
      reason: null,
      query: "GET /api/v3/traces?service=order&duration_min=300ms",
      data: {
        rows: [
          trace("4bf92f3577b34da6", "14:05:41", 742),
          trace("a1307cd2881b04f1", "14:05:58", 698),
          trace("c0ffe117c0ffe117", "14:04:33", 655),
          trace("77d2e90b12aa55cd", "14:06:02", 611),
          trace("e5519a4cd00df00d", "14:03:52", 574),
        ],
        limit: 20,
        mayBeTruncated: true,
      },
    },
    failedTraces: {
      state: "ok",
      atMs: toMs,
      n: 2,
      failingSinceMs: null,
      reason: null,
      query: "GET /api/v3/traces?service=order&error=true",
      data: {
        rows: [
          trace("91aa03ef5c7e2b10", "14:06:12", 1004, "error"),
          trace("0d3e77b1f2a94c55", "14:05:20", 1002, "error"),
        ],
        limit: 20,
        mayBeTruncated: false,
      },
    },
    comparison: null,
    changes: [
      { atMs: at("13:58:12").getTime(), kind: "config", service: "order", version: null, summary: "2 keys, chen.bo" },
      { atMs: at("14:02:00").getTime(), kind: "deploy", service: "order", version: "r7", summary: "3f1c2ab, chen.bo" },
    ],
    upstreams: [
      stale ? silent("prometheus", "14:06:31") : ok("prometheus", 400),
      ok("jaeger", 1_200),
      ok("kubernetes", 900),
      ok("alertmanager", 300),
      silent("etcd", "14:05:10"),
    ],
  };
}

export const STORY_DIAGNOSIS: Diagnosis = {
  id: "d1",
  at: at("14:06:11"),
  durationMs: 900,
  unexplained: 0.03,
  isInsufficient: false,
  onsetAt: at("14:02:22"),
  classes: ["sli_deviation"],
  gaps: [{ source: "etcd", reason: "unreachable", query: "GET /v3/kv/range /config/order" }],
  hypotheses: [
    {
      id: "h1",
      rank: 1,
      cause: { service: "order", trigger: "release", mechanism: "latency" },
      version: "r7",
      confidence: 0.81,
      mitigation: "rollback",
      evidence: [
        {
          id: "e1",
          rule: "onset_after_change",
          effect: "supports",
          params: { service: "order", version: "r7", kind: "deploy", seconds: 22, uncertaintySeconds: 5 },
          source: "changes",
          query: "changes of order, 13:32–14:02",
          n: null,
          at: at("14:06:11"),
          traceIds: [],
        },
        {
          id: "e2",
          rule: "self_time_here",
          effect: "supports",
          params: {
            service: "order",
            operation: "ListItems",
            sharePercent: 72,
            beforeMs: 41,
            afterMs: 351,
            extraMs: 310,
            otherService: "order",
            otherSharePercent: 72,
          },
          source: "jaeger",
          query: "GET /api/v3/traces?service=order",
          n: 1188,
          at: at("14:06:11"),
          traceIds: ["4bf92f3577b34da6a3ce929d0e0e4736", "7c1e2d9a55aa41f09b8c6d5e4f3a2b1c"],
        },
        {
          id: "e3",
          rule: "new_version_worse",
          effect: "supports",
          params: {
            service: "order",
            newVersion: "r7",
            oldVersion: "r6",
            newP95Ms: 618,
            oldP95Ms: 141,
            newErrorPercent: 2.4,
            oldErrorPercent: 0.1,
            newN: 9870,
            oldN: 1204,
          },
          source: "prometheus",
          query:
            'histogram_quantile(0.95, sum by (le, version) (rate(http_request_duration_seconds_bucket{service="order"}[30s])))',
          n: 9870,
          at: at("14:06:11"),
          traceIds: [],
        },
      ],
    },
    {
      id: "h2",
      rank: 2,
      cause: { service: "payment", trigger: "dependency", mechanism: "timeout_cascade" },
      version: null,
      confidence: 0.12,
      mitigation: "switch_off",
      evidence: [
        {
          id: "e4",
          rule: "service_as_before",
          effect: "contradicts",
          params: {
            service: "payment",
            beforeMs: 86,
            afterMs: 88,
            beforeErrorPercent: 0.1,
            errorPercent: 0.2,
            n: 41_200,
          },
          source: "jaeger",
          query: "GET /api/v3/traces?service=payment",
          n: 41_200,
          at: at("14:06:11"),
          traceIds: ["4bf92f3577b34da6a3ce929d0e0e4736", "7c1e2d9a55aa41f09b8c6d5e4f3a2b1c"],
        },
      ],
    },
    {
      id: "h3",
      rank: 3,
      cause: { service: "order", trigger: "traffic", mechanism: "pool_exhaustion" },
      version: null,
      confidence: 0.04,
      mitigation: "none",
      evidence: [],
    },
  ],
};

function guard(id: Guard["id"], state: Guard["state"], params: Guard["params"], clock = "14:06:59"): Guard {
  return { id, state, params, checkedAt: at(clock), isWaivable: id === "traceable_image" };
}

/** The plan of 14:06:40. `fail`: a rollout is under way. */
export function storyMitigation({ fail = false }: { fail?: boolean } = {}): MitigationDetail {
  return {
    id: STORY_MITIGATION,
    status: "planned",
    plannedBy: { kind: "system", name: "Firebreak" },
    approvedBy: null,
    approvedAt: null,
    waivers: [],
    preview: {
      planId: STORY_MITIGATION,
      incidentId: INCIDENT,
      kind: "rollback",
      service: "order",
      namespace: "shop",
      workload: "order",
      from: {
        revision: 7,
        replicaSet: "order-7",
        version: "r7",
        commit: "3f1c2ab0",
        imageDigest: "sha256:8c1fe92a",
        templateHash: "t7",
      },
      to: {
        revision: 6,
        replicaSet: "order-6",
        version: "r6",
        commit: "a94e07d1",
        imageDigest: "sha256:41d07b3c",
        templateHash: "t6",
      },
      digest: "5e0b77a391fd5e0b77a391fd5e0b77a391fd5e0b77a391fd5e0b77a391fd91fd",
      guards: [
        guard("role", "pass", { role: "commander" }),
        guard("incident_open", "pass", { status: "open" }),
        guard("revision_exists", "pass", { revision: 6 }, "14:06:49"),
        guard("revision_differs", "pass", { lines: 5 }, "14:06:49"),
        guard("not_paused", "pass", { workload: "order" }),
        guard("no_rollout_running", fail ? "fail" : "pass", {
          updated: fail ? 2 : 6,
          available: 6,
          replicas: 6,
          reason: "",
        }),
        guard("one_mitigation", "pass", {}),
        guard("dry_run", "pass", {}),
        guard(
          "traceable_image",
          "unknown",
          { missing: "digest", digest: "", commit: "a94e07d", version: "r6" },
          "14:05:11",
        ),
        guard(
          "release_is_suspect",
          "pass",
          { reason: "top_hypothesis", service: "order", trigger: "release", version: "r7", confidencePercent: 81 },
          "14:06:11",
        ),
        guard("no_dropped_requests", "warn", { missing: "pre_stop", maxUnavailable: "1", graceS: 30, replicas: 6 }),
        guard("managed_elsewhere", "pass", {}),
      ],
      diff: [
        { path: "metadata.annotations.firebreak.dev/commit", from: "3f1c2ab", to: "a94e07d" },
        { path: "metadata.labels.app.kubernetes.io/version", from: "r7", to: "r6" },
        { path: "spec.containers[order].env[LIST_ARCHIVED].value", from: "true", to: null },
        {
          path: "spec.containers[order].image",
          from: "registry.example/shop/order@sha256:8c1fe92a",
          to: "registry.example/shop/order@sha256:41d07b3c",
        },
        { path: "spec.containers[order].resources.limits.memory", from: "768Mi", to: "512Mi" },
      ],
      notComingBack: [
        { kind: "schema", params: { n: 1, names: "0042 add orders.note" } },
        { kind: "config", params: { n: 1, names: "configmap/order-config", changes: 2 } },
        { kind: "replicas", params: { replicas: 6 } },
        { kind: "annotations", params: { n: 1, names: "kubernetes.io/change-cause" } },
      ],
      watch: {
        windowMs: 180_000,
        p95MaxMs: 180,
        goroutinesMax: 1420,
        allocationMaxBytesPerS: 96e6,
        newPanicsMax: 0,
        errorRatioMax: 0.01,
        minSamples: 20,
      },
      confirmText: "order r6",
      plannedAt: at("14:06:40"),
      expiresAt: at("14:16:40"),
    },
  };
}

function wire<K extends EventKind>(
  seq: number,
  clock: string,
  kind: K,
  data: EventData[K],
  actor = "Firebreak",
): WireEvent {
  const iso = at(clock).toISOString();
  const by =
    actor === "Firebreak" || actor === "Alertmanager"
      ? ({ kind: "system", name: actor } as const)
      : ({ kind: "person", id: actor.toLowerCase().replace(" ", "-"), name: actor } as const);
  return { id: `event-${seq}`, incidentId: INCIDENT, seq, kind, v: 1, at: iso, recordedAt: iso, actor: by, data };
}

export function storyEvents(): readonly WireEvent[] {
  const episode = {
    episodeId: "ep1",
    fingerprint: "f1",
    alertname: "OrderLatencyP95High",
    service: "order",
    severity: "SEV-2" as const,
    status: "firing" as const,
    startsAt: "2026-05-12T14:02:49Z",
    endsAt: null,
    summary: "p95 above 300 ms",
  };
  const cause = STORY_DIAGNOSIS.hypotheses.map(({ id, rank, cause: found, version, confidence, mitigation }) => ({
    id,
    rank,
    cause: found,
    version,
    confidence,
    mitigation,
  }));
  return [
    wire(
      1,
      "14:02:49",
      "opened",
      {
        title: "order-service p95 latency",
        service: "order",
        team: "checkout",
        environment: "production",
        severity: "SEV-2",
        severityReason: "highest of its alerts is SEV-2",
        severityWhy: [{ key: "highest_alert", params: { severity: "SEV-2" } }],
        groupingReason: "new key checkout/production/order",
        recurrenceOf: null,
        origin: "alert",
        detectedAt: "2026-05-12T14:02:49Z",
      },
      "Alertmanager",
    ),
    wire(
      2,
      "14:02:49",
      "alerts_changed",
      {
        deliveryId: "d1",
        fired: 1,
        resolved: 0,
        firingNow: 1,
        earliestStartsAt: "2026-05-12T14:02:49Z",
        latestEndsAt: null,
        episodes: [episode],
        truncatedAlerts: 0,
        services: ["order"],
      },
      "Alertmanager",
    ),
    wire(3, "14:02:00", "change_seen", {
      changeId: "c1",
      kind: "deploy",
      service: "order",
      version: "r7",
      commit: "3f1c2ab0",
      summary: "on 6 of 6 pods",
    }),
    wire(4, "14:02:50", "diagnosed", {
      diagnosisId: "d0",
      durationMs: 700,
      hypotheses: cause.map((one) => (one.rank === 1 ? { ...one, confidence: 0.74 } : one)),
      classes: [],
      onsetAt: "2026-05-12T14:02:22Z",
      isInsufficient: false,
      gaps: [],
    }),
    wire(5, "14:03:05", "breaker_changed", {
      caller: "order",
      callee: "payment",
      from: "closed",
      to: "open",
      podsOpen: 2,
      pods: 6,
    }),
    wire(6, "14:03:21", "acknowledged", {}, "Li Wei"),
    wire(7, "14:03:21", "duty_assigned", { duty: "commander", person: { id: "li-wei", name: "Li Wei" } }, "Li Wei"),
    wire(8, "14:03:40", "note_added", { text: "Slow, not down. Looking at the release first." }, "Li Wei"),
    wire(9, "14:04:02", "breaker_changed", {
      caller: "order",
      callee: "payment",
      from: "open",
      to: "half_open",
      podsOpen: 0,
      pods: 6,
    }),
    wire(10, "14:04:26", "breaker_changed", {
      caller: "order",
      callee: "payment",
      from: "half_open",
      to: "open",
      podsOpen: 3,
      pods: 6,
    }),
    wire(11, "14:05:32", "snapshot_sealed", { snapshotId: "s1", sha256: "9f3cb21a".repeat(8), bytes: 41e6 }),
    wire(12, "14:06:11", "diagnosed", {
      diagnosisId: "d1",
      durationMs: 900,
      hypotheses: cause,
      classes: ["sli_deviation"],
      onsetAt: "2026-05-12T14:02:22Z",
      isInsufficient: false,
      gaps: ["etcd"],
    }),
    wire(
      13,
      "14:06:58",
      "duty_assigned",
      { duty: "operations", person: { id: "mei-lin", name: "Mei Lin" } },
      "Mei Lin",
    ),
  ];
}

/** Approved at 14:07:30, patched and rolled out; the window restarted once at 14:09:10. */
export function storyRecovery(): readonly WireEvent[] {
  const { watch } = storyMitigation().preview;
  const mitigationId = STORY_MITIGATION;
  return [
    wire(
      14,
      "14:06:40",
      "mitigation_planned",
      {
        mitigationId,
        kind: "rollback",
        workload: "shop/order",
        fromRevision: 7,
        toRevision: 6,
        fromVersion: "r7",
        toVersion: "r6",
        digest: "5e0b",
        guards: storyMitigation().preview.guards.map(({ id, state }) => ({ id, state })),
        expiresAt: "2026-05-12T14:16:40Z",
      },
      "Li Wei",
    ),
    wire(15, "14:07:30", "mitigation_approved", { mitigationId, digest: "5e0b", waivers: [] }, "Li Wei"),
    wire(16, "14:07:30", "mitigation_applying", { mitigationId, attempt: 1 }),
    wire(17, "14:07:31", "mitigation_patched", { mitigationId, resourceVersion: "48213377", revision: 8 }),
    wire(18, "14:08:20", "mitigation_applied", { mitigationId, revision: 8, version: "r6" }),
    wire(19, "14:08:21", "verification_started", { mitigationId, limits: watch, deadlineAt: "2026-05-12T14:17:21Z" }),
    wire(20, "14:09:10", "verification_restarted", { mitigationId, metric: "p95_ms", value: 212, limit: 180 }),
  ];
}

export function storyPage(overrides: Partial<IncidentPage> = {}): IncidentPage {
  return {
    id: INCIDENT,
    number: 128,
    events: storyEvents(),
    alerts: { rows: [], total: 1 },
    diagnosis: STORY_DIAGNOSIS,
    mitigations: [storyMitigation()],
    people: [
      { id: "li-wei", name: "Li Wei" },
      { id: "mei-lin", name: "Mei Lin" },
      { id: "ana-diaz", name: "Ana Diaz" },
    ],
    viewer: { id: "li-wei", name: "Li Wei", role: "commander", capabilities: [...CAPABILITIES] },
    updateEveryMs: { "SEV-1": 900_000, "SEV-2": 1_800_000, "SEV-3": 3_600_000 },
    windowMs: 180_000,
    ...overrides,
  };
}
