import type { Change } from "../change";
import type { Breaker, ServiceSignals, WindowSummary } from "../measurement";
import { quantileOf } from "../quantile";
import type { Grid, Series } from "../series";
import type { Service } from "../service";
import type { Span, Trace } from "../trace";
import type { DiagnosisFacts, EvidenceRef, VersionWindow } from "./facts";

// A small model of the shop: gateway → auth, order; order → inventory, payment, its database; payment → risk, the bank outside.
// It makes the spans; windows, series and facts are counted from those spans.

export const T0 = Date.parse("2026-11-20T10:00:00Z");
export const SERVICES = ["gateway", "auth", "order", "payment", "inventory", "risk"] as const;
export type ShopService = (typeof SERVICES)[number];

type Work = {
  readonly service: ShopService;
  readonly operation: string;
  readonly version: string;
  readonly atS: number;
};

/** What is wrong, as functions of place, release and second. All optional: a healthy shop. */
export type World = {
  readonly seed?: number;
  readonly rpsAt?: (atS: number) => number;
  readonly versionAt?: (service: ShopService, atS: number, roll: number) => string;
  readonly extraMs?: (work: Work, roll: number) => number;
  readonly fails?: (work: Work, roll: number) => string | null;
  readonly bankMs?: (atS: number) => number;
  /** Answers with an error at once. */
  readonly bankFails?: (atS: number) => boolean;
  readonly isRefusing?: (caller: ShopService, callee: string, atS: number) => boolean;
  /** Wait for a database connection; null = none free within a second. */
  readonly poolWaitMs?: (atS: number, roll: number) => number | null;
  readonly poolUse?: (atS: number) => number;
  readonly panicsPerS?: (service: ShopService, atS: number) => number;
  readonly goroutines?: (service: ShopService, atS: number) => number;
};

/** Deterministic 0–1 (mulberry32), so that a failing test fails again. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const BANK_TIMEOUT_MS = 1_000;

/** All traces of the shop between two seconds after T0. */
export function playShop(world: World, fromS: number, toS: number): readonly Trace[] {
  const random = randomOf(world.seed ?? 7);
  const traces: Trace[] = [];
  for (let atS = fromS, id = 0; atS < toS; ) {
    const rps = world.rpsAt?.(atS) ?? 20;
    id += 1;
    const kind = random();
    const route = kind < 0.3 ? "/catalog" : kind < 0.65 ? "/items" : "/checkout";
    traces.push(request(world, random, { id: `t${id}`, atS, route }));
    atS += (0.5 + random()) / rps;
  }
  return traces;
}

function request(world: World, random: () => number, input: { id: string; atS: number; route: string }): Trace {
  const spans: Span[] = [];
  const { atS } = input;
  const rolls = new Map(SERVICES.map((service) => [service, random()]));
  const versionOf = (service: ShopService) => world.versionAt?.(service, atS, rolls.get(service) ?? 0) ?? "v1";
  let clockUs = (T0 + atS * 1_000) * 1_000;

  /** Runs `inside` in a span; answers whether it failed and why. */
  const span = (
    service: ShopService,
    operation: string,
    kind: Span["kind"],
    parent: string | null,
    inside: (spanId: string) => string | null,
    attributes: Record<string, string> = {},
  ): string | null => {
    const spanId = `s${spans.length}`;
    const startUs = clockUs;
    // One object per span, filled in when it ends: copying each twice was most of what the tests took.
    const made: { -readonly [K in keyof Span]: Span[K] } = {
      traceId: input.id,
      spanId,
      parentSpanId: parent,
      service,
      operation,
      kind,
      startUs,
      version: versionOf(service),
      durationUs: 0,
      status: "ok",
      statusMessage: null,
      attributes,
    };
    spans.push(made);
    const failure = inside(spanId);
    made.durationUs = clockUs - startUs;
    if (failure !== null) {
      made.status = "error";
      made.statusMessage = failure;
      made.attributes = { ...attributes, "error.type": failure.split(":")[0] ?? "" };
    }
    return failure;
  };
  const spend = (ms: number) => {
    clockUs += Math.round(ms * (0.7 + 0.6 * random()) * 1_000);
  };
  const work = (service: ShopService, operation: string, parent: string, ms: number) =>
    span(service, operation, "internal", parent, () => {
      const here = { service, operation, version: versionOf(service), atS };
      spend(ms);
      clockUs += Math.round((world.extraMs?.(here, random()) ?? 0) * 1_000);
      return world.fails?.(here, random()) ?? null;
    });
  const call = (
    caller: ShopService,
    callee: ShopService,
    operation: string,
    parent: string,
    inside: (spanId: string) => string | null,
  ) =>
    span(
      caller,
      `call ${operation}`,
      "client",
      parent,
      (client) => {
        if (world.isRefusing?.(caller, callee, atS) === true) return "circuit_open: circuit breaker is open";
        const failure = span(callee, operation, "server", client, inside);
        return failure === null ? null : `502: ${callee} answered 502`;
      },
      { "peer.service": callee },
    );
  const database = (parent: string, statement: string): string | null => {
    const waitMs = world.poolWaitMs?.(atS, random()) ?? 0;
    const isLate = world.poolWaitMs !== undefined && world.poolWaitMs(atS, 0.999) === null && random() < 0.3;
    if (waitMs > 1 || isLate) {
      const failure = span("order", "db.pool.acquire", "internal", parent, () => {
        clockUs += Math.round((isLate ? 1_000 : waitMs) * 1_000);
        return isLate ? "pool_timeout: database pool: no free connection within 1s" : null;
      });
      if (failure !== null) return failure;
    }
    return span(
      "order",
      statement,
      "client",
      parent,
      () => {
        const here = { service: "order" as const, operation: statement, version: versionOf("order"), atS };
        spend(35);
        clockUs += Math.round((world.extraMs?.(here, random()) ?? 0) * 1_000);
        return world.fails?.(here, random()) ?? null;
      },
      { "db.system": "postgresql" },
    );
  };
  const bank = (parent: string) =>
    span(
      "payment",
      "POST /external/bank",
      "client",
      parent,
      () => {
        if (world.isRefusing?.("payment", "bank", atS) === true) return "circuit_open: circuit breaker is open";
        const ms = (world.bankMs?.(atS) ?? 40) * (0.8 + 0.4 * random());
        clockUs += Math.round(Math.min(ms, BANK_TIMEOUT_MS) * 1_000);
        if (world.bankFails?.(atS) === true) return "503: bank answered 503";
        return ms >= BANK_TIMEOUT_MS ? "timeout: bank: context deadline exceeded after 1s" : null;
      },
      { "peer.service": "bank" },
    );

  const first = (...steps: readonly (() => string | null)[]) =>
    steps.reduce<string | null>((failure, step) => failure ?? step(), null);
  const orderWork: Readonly<Record<string, (own: string) => string | null>> = {
    "/catalog": (own) =>
      first(
        () => work("order", "ListCatalog", own, 4),
        () => call("order", "inventory", "GET /stock", own, (id) => work("inventory", "read stock", id, 6)),
        () => database(own, "SELECT products"),
      ),
    "/items": (own) =>
      first(
        () => work("order", "ListItems", own, 6),
        () => database(own, "SELECT order_items"),
      ),
    "/checkout": (own) =>
      first(
        () => work("order", "PlaceOrder", own, 4),
        () => call("order", "inventory", "POST /reserve", own, (id) => work("inventory", "reserve stock", id, 6)),
        () =>
          call("order", "payment", "POST /charge", own, (id) =>
            first(
              () => work("payment", "prepare charge", id, 3),
              () => call("payment", "risk", "POST /score", id, (risk) => work("risk", "score order", risk, 7)),
              () => bank(id),
            ),
          ),
        () => database(own, "INSERT orders"),
      ),
  };
  span("gateway", `${input.route}`, "server", null, (id) =>
    first(
      () => call("gateway", "auth", "POST /verify", id, (own) => work("auth", "verify token", own, 3)),
      () => call("gateway", "order", input.route, id, (own) => orderWork[input.route]?.(own) ?? null),
      () => work("gateway", "render response", id, 2),
    ),
  );
  return { traceId: input.id, spans };
}

type ServerSpans = (service: string, fromS: number, toS: number) => readonly Span[];

/** Server spans of a service between two seconds. */
export function serverSpansOf(traces: readonly Trace[]): ServerSpans {
  const byService = new Map<string, Span[]>();
  for (const { spans } of traces) {
    for (const span of spans) {
      if (span.kind !== "server") continue;
      const list = byService.get(span.service) ?? [];
      byService.set(span.service, list);
      list.push(span);
    }
  }
  return (service, fromS, toS) => {
    const fromUs = (T0 + fromS * 1_000) * 1_000;
    const toUs = (T0 + toS * 1_000) * 1_000;
    return (byService.get(service) ?? []).filter((span) => span.startUs >= fromUs && span.startUs < toUs);
  };
}

/** What metrics would say of these requests. */
export function windowOf(
  spans: readonly Span[],
  world: World,
  service: ShopService,
  fromS: number,
  toS: number,
): WindowSummary {
  const ms = spans.map((span) => span.durationUs / 1_000);
  const failed = spans.filter((span) => span.status === "error").length;
  return {
    service,
    fromMs: T0 + fromS * 1_000,
    toMs: T0 + toS * 1_000,
    n: spans.length,
    p50Ms: quantileOf(ms, 0.5),
    p95Ms: quantileOf(ms, 0.95),
    p99Ms: quantileOf(ms, 0.99),
    requestsPerS: spans.length / (toS - fromS),
    errorRatio: spans.length === 0 ? null : failed / spans.length,
    panicsPerS: world.panicsPerS?.(service, (fromS + toS) / 2) ?? 0,
    goroutines: world.goroutines?.(service, toS) ?? 40,
    allocationBytesPerS: 1e6,
    heapBytes: 8e6,
    slowRatio: spans.length === 0 ? null : ms.filter((value) => value > 300).length / ms.length,
    poolUseRatio: service === "order" ? (world.poolUse?.(toS) ?? 0.4) : null,
  };
}

/** Series of one service, a column every 5 s. */
export function signalsOf(
  serverSpans: ServerSpans,
  world: World,
  service: ShopService,
  fromS: number,
  toS: number,
): ServiceSignals {
  const stepS = 5;
  const grid: Grid = { fromMs: T0 + fromS * 1_000, toMs: T0 + toS * 1_000, stepMs: stepS * 1_000 };
  const windows: WindowSummary[] = [];
  for (let atS = fromS; atS <= toS; atS += stepS) {
    windows.push(windowOf(serverSpans(service, atS - stepS, atS), world, service, atS - stepS, atS));
  }
  const series = (pick: (window: WindowSummary) => number | null): Series => ({
    labels: {},
    samples: windows.map((window) => ({ atMs: window.toMs, value: pick(window) })),
  });
  const flat = series(() => 0);
  return {
    grid,
    p50Ms: series((window) => window.p50Ms),
    p95Ms: series((window) => window.p95Ms),
    p99Ms: series((window) => window.p99Ms),
    requestsPerS: series((window) => window.requestsPerS),
    errorRatio: series((window) => window.errorRatio),
    panicsPerS: series((window) => window.panicsPerS),
    cancelledPerS: flat,
    goroutines: series((window) => window.goroutines),
    heapBytes: series((window) => window.heapBytes),
    allocationBytesPerS: flat,
    gcPauseMs: flat,
    nNow: windows.at(-1)?.n ?? null,
  };
}

export function refOf(id: string, source: EvidenceRef["source"]): EvidenceRef {
  return { id, source, query: `query of ${id}`, at: new Date(T0), n: 10 };
}

/** A change record; `atS` seconds after T0. */
export function changeOf(service: string, atS: number, over: Partial<Change> = {}): Change {
  return {
    id: `${service}-${atS}`,
    kind: "deploy",
    service,
    environment: "demo",
    version: "v2",
    previousVersion: "v1",
    commit: "3f1c2ab",
    imageDigest: null,
    url: null,
    summary: `${service} v2`,
    at: new Date(T0 + atS * 1_000),
    source: "webhook",
    ...over,
  };
}

export type Story = {
  readonly world: World;
  readonly alertService: ShopService;
  /** Seconds after T0: when the alert came and when the diagnosis looks; the shop plays from 0. */
  readonly alertS: number;
  readonly nowS: number;
  readonly changes?: readonly Change[];
  readonly breakers?: readonly Breaker[];
  readonly troubleS: number;
  /** A trace store gives the newest first: once breakers are open, those are the refused ones. */
  readonly keepsNewestFailed?: boolean;
  readonly without?: readonly ("prometheus" | "jaeger")[];
};

/** The facts that a diagnosis would gather of a story. */
export function factsOf(story: Story): DiagnosisFacts {
  const { world, alertService, alertS, nowS, troubleS } = story;
  const traces = playShop(world, 0, nowS);
  const serverSpans = serverSpansOf(traces);
  const hasMetrics = !(story.without ?? []).includes("prometheus");
  const hasTraces = !(story.without ?? []).includes("jaeger");
  const startS = (trace: Trace) => ((trace.spans[0]?.startUs ?? 0) / 1_000 - T0) / 1_000;
  const sinceS = Math.max(troubleS, nowS - 60);
  const windows = (fromS: number, toS: number) =>
    SERVICES.map((service) => windowOf(serverSpans(service, fromS, toS), world, service, fromS, toS));
  const tracesFact = (id: string, value: readonly Trace[]) =>
    hasTraces ? { value, ref: refOf(id, "jaeger" as const) } : null;
  const changed = [...new Set((story.changes ?? []).map(({ service }) => service))];
  return {
    service: serviceOf(alertService),
    knownServices: SERVICES,
    objectivesMs: {},
    deviationForMs: 30_000,
    firstAlertAt: new Date(T0 + alertS * 1_000),
    now: new Date(T0 + nowS * 1_000),
    before: hasMetrics ? { value: windows(troubleS - 80, troubleS - 10), ref: refOf("before", "prometheus") } : null,
    current: hasMetrics ? { value: windows(sinceS, nowS), ref: refOf("current", "prometheus") } : null,
    versions: changed.flatMap((name) =>
      SERVICES.filter((service) => service === name).map((service) => {
        const since = (story.changes ?? []).find((change) => change.service === service)?.at.getTime() ?? T0;
        const fromS = Math.max(troubleS, (since - T0) / 1_000);
        const spans = serverSpans(service, fromS, nowS);
        const value = [...new Set(spans.map((span) => span.version ?? ""))].map(
          (version): VersionWindow => ({
            ...windowOf(
              spans.filter((span) => span.version === version),
              world,
              service,
              fromS,
              nowS,
            ),
            version,
          }),
        );
        return {
          service,
          fact: hasMetrics ? { value, ref: refOf(`versions-${service}`, "prometheus" as const) } : null,
        };
      }),
    ),
    signals: [...new Set([alertService, ...SERVICES.filter((service) => changed.includes(service))])].map(
      (service) => ({
        service,
        fact: hasMetrics
          ? {
              value: signalsOf(serverSpans, world, service, 0, nowS),
              ref: refOf(`signals-${service}`, "prometheus" as const),
            }
          : null,
      }),
    ),
    changes: { value: story.changes ?? [], ref: refOf("changes", "changes") },
    breakers: hasMetrics ? { value: story.breakers ?? [], ref: refOf("breakers", "prometheus") } : null,
    normalTraces: tracesFact(
      "normal",
      traces.filter((trace) => startS(trace) < troubleS - 10 && passes(trace, alertService)).slice(-60),
    ),
    currentTraces: tracesFact(
      "current",
      traces.filter((trace) => startS(trace) >= troubleS - 10 && passes(trace, alertService)).slice(-100),
    ),
    failedTraces: tracesFact(
      "failed",
      traces
        .filter((trace) => startS(trace) >= troubleS - 10 && passes(trace, alertService))
        .filter((trace) => trace.spans.some((span) => span.service === alertService && span.status === "error"))
        .slice(story.keepsNewestFailed === true ? -40 : 0)
        .slice(0, 40),
    ),
    knownEdges: hasTraces ? [] : EDGES,
  };
}

const EDGES = [
  { caller: "gateway", callee: "auth" },
  { caller: "gateway", callee: "order" },
  { caller: "order", callee: "inventory" },
  { caller: "order", callee: "payment" },
  { caller: "payment", callee: "risk" },
];

function passes(trace: Trace, service: string): boolean {
  return trace.spans.some((span) => span.service === service);
}

/** A service as discovery would describe it. */
export function serviceOf(name: string): Service {
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
