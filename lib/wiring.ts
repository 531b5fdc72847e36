import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { uuidv7 } from "uuidv7";
import { alertmanagerClient } from "./adapters/alertmanager/client";
import { normaliseWebhook } from "./adapters/alertmanager/normalise";
import { zipArchiver } from "./adapters/archive/zip";
import { createFileCatalogue } from "./adapters/catalogue/client";
import { createEtcd } from "./adapters/etcd/client";
import { createJaeger } from "./adapters/jaeger/client";
import { kubernetesCluster } from "./adapters/kubernetes/client";
import { kubernetesLogs } from "./adapters/kubernetes/pod-logs";
import { dagreLayout } from "./adapters/layout/dagre";
import { createCallGraphCache } from "./adapters/memory/call-graph-cache";
import { createPostgres, type Postgres } from "./adapters/postgres/client";
import { startEmbeddedPostgres } from "./adapters/postgres/embedded";
import { migrateDatabase } from "./adapters/postgres/migrate";
import type { RevisionDigests } from "./adapters/postgres/revision-digests";
import { createPrometheus } from "./adapters/prometheus/client";
import { createOwnMetrics, type OwnMetrics } from "./adapters/telemetry/own-metrics";
import { absentMetrics, absentProbe, absentTraces } from "./adapters/upstream/absent";
import { createGuard } from "./adapters/upstream/guard";
import { guarded } from "./adapters/upstream/guarded";
import { createHealthRegistry, type HealthRegistry } from "./adapters/upstream/health";
import type { Measured, Upstream } from "./domain/upstream";
import { type Env, readEnv, tellNextAuth } from "./env";
import type {
  Accounts,
  CallOptions,
  Clock,
  Deps,
  IntakeStore,
  NormalisedDelivery,
  PresenceBus,
  Settings,
} from "./ports";
import { type BoardReads, createBoardReads } from "./queries/board";
import { createSignalCache, type SignalCache } from "./queries/board-signals";
import { type BreakerReportCache, createBreakerReportCache } from "./queries/breaker-report";
import { createFrameCache, type FrameCache } from "./queries/room-frame";
import { createLogsCache, type LogsCache } from "./queries/room-logs";
import { createRouteFrameCache, type RouteFrameCache } from "./queries/route-frame";
import { createTraceReads, type TraceReads } from "./queries/trace-reads";
import type { SettingValues } from "./settings/defaults";
import { isSettingKey } from "./settings/defaults";
import { resolveSetting, type SettingOverride } from "./settings/resolve";

type Probe = { ping(options: CallOptions): Promise<Measured<true>> };

/** Everything constructed once per process. */
export type App = Deps & {
  readonly env: Env;
  readonly intake: IntakeStore;
  readonly accounts: Accounts;
  readonly postgres: Postgres;
  readonly presence: PresenceBus;
  readonly ownMetrics: OwnMetrics;
  /** One frame per room and range, however many viewers. */
  readonly frames: FrameCache;
  /** One read of the board per filter, however many viewers. */
  readonly boardReads: BoardReads;
  /** The last hour of each service that a board shows. */
  readonly boardSignals: SignalCache;
  /** The same for latencies by route, which are asked for only while somebody looks at them. */
  readonly routeFrames: RouteFrameCache;
  readonly breakerReports: BreakerReportCache;
  /** One reading of logs per room, however many viewers. */
  readonly roomLogs: LogsCache;
  readonly traceReads: TraceReads;
  /** Webhook bodies in our words, by who sends them. */
  readonly inbound: { alertmanager(body: string): NormalisedDelivery };
  readonly sessionSecret: string;
  /** Asks each upstream whether it answers; the registry remembers. */
  probe(): Promise<void>;
  close(): Promise<void>;
};

const clock: Clock = { now: () => new Date() };
const PROBE_TIMEOUT_MS = 2_000;
/** Each call reads many logs at once by itself. */
const LOG_LIMITS = { concurrency: 3, queue: 12 };

/**
 * Constructs the application: starts the embedded database when no DATABASE_URL is set, applies migrations, reads settings.
 * `close` undoes all of it, the database last.
 */
export async function createApp(env: Env): Promise<App> {
  mkdirSync(env.home, { recursive: true });
  tellNextAuth(env);
  const embedded =
    env.databaseUrl === null
      ? await startEmbeddedPostgres({ homeDir: resolve(env.home), port: env.postgresPort })
      : null;
  const databaseUrl = env.databaseUrl ?? embedded?.url ?? "";
  await migrateDatabase({ url: databaseUrl });

  const presenceListeners = new Set<(payload: string) => void>();
  const overrides: { current: readonly SettingOverride[] } = { current: [] };
  const reload = () => {
    readOverrides(postgres).then(
      (read) => {
        overrides.current = read;
      },
      (error: unknown) => report("settings", error),
    );
  };
  const postgres = createPostgres({
    url: databaseUrl,
    onError: (error) => report("postgres", error),
    onSettings: reload,
    onPresence: (payload) => {
      for (const listener of presenceListeners) listener(payload);
    },
  });
  overrides.current = await readOverrides(postgres);

  const catalogue = createFileCatalogue({
    file: env.configFile,
    now: Date.now,
    onError: (error) => report("catalogue", error),
  });
  const upstreams = createHealthRegistry({ clock });
  const outside = connect(env, upstreams, await postgres.revisionDigests());
  const environment: Partial<SettingValues> = {
    ...(env.recoveryWindowMs === null ? {} : { recoveryWindowMs: env.recoveryWindowMs }),
    ...(env.planTtlMs === null ? {} : { planTtlMs: env.planTtlMs }),
  };
  const sources = () => ({ overrides: overrides.current, environment, file: catalogue.fileSettings() });
  const settings: Settings = {
    recoveryWindowMs: (service) =>
      resolveSetting(sources(), "recoveryWindowMs", { service, team: catalogue.service(service).team }),
    planTtlMs: () => resolveSetting(sources(), "planTtlMs"),
    diagnosisDelayMs: () => resolveSetting(sources(), "diagnosisDelayMs"),
    deviationForMs: (service) =>
      resolveSetting(sources(), "deviationForMs", { service, team: catalogue.service(service).team }),
    updateIntervals: (service) => {
      const where = { service, team: catalogue.service(service).team };
      return {
        "SEV-1": resolveSetting(sources(), "updateEverySev1Ms", where),
        "SEV-2": resolveSetting(sources(), "updateEverySev2Ms", where),
        "SEV-3": resolveSetting(sources(), "updateEverySev3Ms", where),
      };
    },
  };
  return {
    env,
    clock,
    ids: { next: uuidv7 },
    store: postgres.store,
    intake: postgres.intake,
    live: postgres.live,
    presence: {
      publish: postgres.notifyPresence,
      subscribe(listener) {
        presenceListeners.add(listener);
        return () => presenceListeners.delete(listener);
      },
    },
    accounts: postgres.accounts,
    postgres,
    metrics: outside.metrics,
    traces: outside.traces,
    cluster: outside.cluster,
    logs: outside.logs,
    upstreams,
    settings,
    catalogue,
    callGraph: createCallGraphCache(),
    layout: dagreLayout,
    archiver: zipArchiver,
    inbound: { alertmanager: (body) => normaliseWebhook(body, { services: catalogue.services() }) },
    frames: createFrameCache(),
    boardReads: createBoardReads({ clock, live: postgres.live }),
    boardSignals: createSignalCache(),
    routeFrames: createRouteFrameCache(),
    breakerReports: createBreakerReportCache(),
    roomLogs: createLogsCache(),
    traceReads: createTraceReads(),
    ownMetrics: createOwnMetrics(() => upstreams.health()),
    sessionSecret: env.sessionSecret ?? storedSecret(env.home),
    async probe() {
      await Promise.all(outside.probes.map((upstream) => upstream.ping({ timeoutMs: PROBE_TIMEOUT_MS })));
    },
    async close() {
      await postgres.close();
      await embedded?.stop();
    },
  };
}

/** Every upstream behind its own time-out, budget and circuit breaker; those without an address say so. */
function connect(env: Env, health: HealthRegistry, seenDigests: RevisionDigests) {
  const guardOf = (upstream: Upstream) => createGuard({ upstream, clock, health });
  const absent = <T>(upstream: Upstream, port: T): T => {
    health.recordAbsent(upstream);
    return port;
  };
  const metrics = env.prometheus
    ? guarded(createPrometheus({ ...env.prometheus, clock }), guardOf("prometheus"))
    : absent("prometheus", absentMetrics(clock));
  const traces = env.jaeger
    ? guarded(createJaeger(env.jaeger), guardOf("jaeger"))
    : absent("jaeger", absentTraces(clock));
  const cluster = guarded(
    kubernetesCluster({ kubeconfigPath: env.kubeconfig, context: env.kubeContext, seenDigests }),
    guardOf("kubernetes"),
    ["apply"],
  );
  // A budget of its own: reading logs must never keep a rollback waiting.
  const logs = guarded(
    kubernetesLogs({ kubeconfigPath: env.kubeconfig, context: env.kubeContext }),
    createGuard({ upstream: "kubernetes", clock, health, limits: LOG_LIMITS }),
  );
  const alertmanager: Probe = env.alertmanager
    ? guarded<Probe>(alertmanagerClient({ ...env.alertmanager, now: clock.now }), guardOf("alertmanager"))
    : absent("alertmanager", absentProbe("alertmanager", clock));
  const etcd: Probe = env.etcd
    ? guarded<Probe>(createEtcd(env.etcd), guardOf("etcd"))
    : absent("etcd", absentProbe("etcd", clock));
  const isConfigured = (upstream: Upstream) => health.healthOf(upstream).reason !== "not_configured";
  const probes = (
    [
      ["prometheus", metrics],
      ["jaeger", traces],
      ["kubernetes", cluster],
      ["alertmanager", alertmanager],
      ["etcd", etcd],
    ] as const
  ).flatMap(([upstream, probe]): Probe[] => (isConfigured(upstream) ? [probe] : []));
  return { metrics, traces, cluster, logs, probes };
}

async function readOverrides(postgres: Postgres): Promise<readonly SettingOverride[]> {
  const rows = await postgres.settings.newest();
  return rows.flatMap(({ key, scope, value }) => (isSettingKey(key) ? [{ key, scope, value }] : []));
}

/** The session secret of an installation with its own database: made once, readable by its owner only. */
function storedSecret(home: string): string {
  const file = join(home, "session-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

function report(what: string, error: unknown): void {
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
}

// Next loads this module several times in one process (pages, routes, actions): one set of dependencies serves them all.
const KEY = Symbol.for("firebreak.deps.v1");
const holder: typeof globalThis & { [KEY]?: Promise<App> } = globalThis;

/** The process's application, constructed at the first call. */
export function app(): Promise<App> {
  holder[KEY] ??= createApp(readEnv());
  return holder[KEY];
}

/** For tests and entry points that construct it themselves. */
export function useApp(instance: Promise<App>): void {
  holder[KEY] = instance;
}
