import type { AccessRole, Actor, TokenScope } from "@/lib/domain/actor";
import type { AlertEpisode, AlertSignal } from "@/lib/domain/alert";
import type { Diagnosis } from "@/lib/domain/cause";
import type { Change } from "@/lib/domain/change";
import type { EpisodeState } from "@/lib/domain/dedupe";
import type { IncidentEvent, NewEvent, TimelineEvent } from "@/lib/domain/events";
import type { Graph, Placement } from "@/lib/domain/graph-placement";
import type { GuardWaiver } from "@/lib/domain/guard";
import type { Incident } from "@/lib/domain/incident";
import type { UpdateIntervals } from "@/lib/domain/incident-command";
import type { WorkloadLogs } from "@/lib/domain/logs/log-lines";
import type {
  Exemplar,
  LatencyHistogram,
  RouteHistograms,
  ServiceSignals,
  WindowSummary,
} from "@/lib/domain/measurement";
import type { MitigationPreview, MitigationStatus, RollbackPlan } from "@/lib/domain/mitigation";
import type { CallWindow, ProtectionPicture } from "@/lib/domain/protection";
import type { ReportIncident, ReportRollback } from "@/lib/domain/recovery-report";
import type { RuntimeSeries } from "@/lib/domain/runtime";
import type { Grid } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import type { SpanKind, Trace, TraceQuery, TraceSearch } from "@/lib/domain/trace";
import type { Measured, Upstream, UpstreamHealth } from "@/lib/domain/upstream";
import type { Workload } from "@/lib/domain/workload";

// What the core needs from the world, in domain words. Types only.

export type Clock = { now(): Date };
/** UUIDv7. */
export type Ids = { next(): string };

/** Bounds of one upstream call; the adapter aborts at the deadline. Panels 2 s, diagnosis 15 s. */
export type CallOptions = { readonly timeoutMs: number };

export type Metrics = {
  latencyHistogram(service: Service, grid: Grid, options: CallOptions): Promise<Measured<LatencyHistogram>>;
  /** The busiest routes of a service, by one query. */
  routeHistograms(service: Service, grid: Grid, options: CallOptions): Promise<Measured<RouteHistograms>>;
  signals(service: Service, grid: Grid, options: CallOptions): Promise<Measured<ServiceSignals>>;
  /** File descriptors, connection pools, CPU and memory of the service's processes. */
  runtime(service: Service, grid: Grid, options: CallOptions): Promise<Measured<RuntimeSeries>>;
  /** One row per service that has traffic or runtime series in the window. */
  windows(
    services: readonly Service[],
    from: Date,
    to: Date,
    options: CallOptions,
  ): Promise<Measured<readonly WindowSummary[]>>;
  /** The same window split by release version of one service; version "" when the series carry none. */
  windowsByVersion(
    service: Service,
    from: Date,
    to: Date,
    options: CallOptions,
  ): Promise<Measured<readonly (WindowSummary & { readonly version: string })[]>>;
  /** Breakers and whatever else guards the calls of these services, with what was seen in the last 10 minutes. */
  breakers(services: readonly Service[], at: Date, options: CallOptions): Promise<Measured<ProtectionPicture>>;
  /** Calls, failures and refusals of the last minute by pair, every 5 s, from what the breakers' libraries count. */
  breakerCalls(services: readonly Service[], at: Date, options: CallOptions): Promise<Measured<readonly CallWindow[]>>;
  exemplars(service: Service, from: Date, to: Date, options: CallOptions): Promise<Measured<readonly Exemplar[]>>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type Traces = {
  search(query: TraceQuery, options: CallOptions): Promise<Measured<TraceSearch>>;
  /** Value null: the trace is not there. */
  trace(traceId: string, options: CallOptions): Promise<Measured<Trace | null>>;
  services(options: CallOptions): Promise<Measured<readonly string[]>>;
  operations(
    service: string,
    options: CallOptions,
  ): Promise<Measured<readonly { readonly name: string; readonly kind: SpanKind }[]>>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type ApplyOutcome =
  | { readonly kind: "patched"; readonly resourceVersion: string; readonly generation: number }
  /** The world no longer is what was planned; nothing was changed. */
  | { readonly kind: "moved"; readonly moved: readonly MovedField[] }
  | { readonly kind: "rejected"; readonly message: string };

export type MovedField = { readonly path: string; readonly planned: string; readonly now: string };

export type Cluster = {
  /** Value null: no such Deployment. */
  workload(namespace: string, name: string, options: CallOptions): Promise<Measured<Workload | null>>;
  workloads(options: CallOptions): Promise<
    Measured<
      readonly {
        readonly namespace: string;
        readonly name: string;
        readonly service: string;
        readonly version: string | null;
        readonly revision: number;
        readonly commit: string | null;
        readonly changedAt: Date;
      }[]
    >
  >;
  /** Asks the server to validate the very patch that `apply` would send, without storing it. */
  dryRun(
    plan: RollbackPlan,
    mitigationId: string,
    options: CallOptions,
  ): Promise<Measured<{ readonly isAccepted: boolean; readonly message: string }>>;
  /** One JSON Patch with `test` on uid and resourceVersion; the mitigation's id is an annotation of the same patch. Throws when the outcome cannot be known. */
  apply(plan: RollbackPlan, mitigationId: string, options: CallOptions): Promise<ApplyOutcome>;
  ping(options: CallOptions): Promise<Measured<true>>;
};

export type Logs = {
  /**
   * The newest lines since `from` of every container of a Deployment's pods, and after a restart also what the one before wrote last. Pods
   * that restarted or are not ready come first. Bounded in pods, lines and bytes; what is missing is named in the value. Value null: no
   * such Deployment.
   */
  workloadLogs(
    workload: { readonly namespace: string; readonly name: string },
    from: Date,
    options: CallOptions,
  ): Promise<Measured<WorkloadLogs | null>>;
};

/** Wakes a durable background task. A wake-up may be lost or doubled; the rows it reads are the truth. */
export type JobName =
  | "diagnose-incident"
  | "execute-mitigation"
  | "verify-recovery"
  | "watch-incident"
  | "export-snapshot"
  | "sweep";
export type NewJob = {
  readonly name: JobName;
  readonly payload: Readonly<Record<string, string>>;
  readonly key: string;
  readonly runAt?: Date;
};

export type IncidentRow = { readonly incident: Incident; readonly number: number };

export type MitigationRow = {
  readonly id: string;
  readonly incidentId: string;
  readonly status: MitigationStatus;
  readonly preview: MitigationPreview;
  readonly plannedBy: Actor;
  readonly approvedBy: Actor | null;
  readonly approvedAt: Date | null;
  readonly waivers: readonly GuardWaiver[];
  readonly attempt: number;
  readonly leaseUntil: Date | null;
  readonly updatedAt: Date;
};

/** One database transaction. Everything in it commits together or not at all. */
export type Transaction = {
  /** PostgreSQL's clock at the start of the transaction. */
  now(): Promise<Date>;
  createIncident(id: string, openKey: string | null, events: readonly NewEvent[]): Promise<IncidentRow>;
  /** Locks the incident's row first. Null when there is none. */
  lockIncident(id: string): Promise<IncidentRow | null>;
  /** The open incident of a key team/environment/service, if any. */
  openIncidentOf(openKey: string): Promise<IncidentRow | null>;
  /** All events of an incident, as this transaction sees them. */
  events(incidentId: string): Promise<readonly TimelineEvent[]>;
  /**
   * For whatever changes where alerts belong: holds back the intake of these incidents' places until the end, then locks their rows,
   * all in one order. To be called first. In the order of `ids`; null for one that is not there.
   */
  lockWithAlerts(ids: readonly string[]): Promise<readonly (IncidentRow | null)[]>;
  /** Episodes of an incident: the chosen ones, those that fire, or all. In order of start. */
  episodes(incidentId: string, which: readonly string[] | "firing" | "all"): Promise<readonly AlertEpisode[]>;
  /** Where these episodes are now. */
  incidentsOfEpisodes(ids: readonly string[]): Promise<readonly string[]>;
  moveEpisodes(from: string, to: string, ids: readonly string[]): Promise<void>;
  /** Says who has seen them; one that somebody saw before keeps that. Answers the ids that are new. */
  acknowledgeEpisodes(
    ids: readonly string[],
    seen: { readonly at: Date; readonly by: string },
  ): Promise<readonly string[]>;
  /** Closes open episodes by a person's word. */
  endEpisodes(ids: readonly string[], at: Date): Promise<void>;
  /** Appends under the incident's row lock, assigns seq, writes the cached columns, notifies the live stream at commit. */
  append(incidentId: string, events: readonly NewEvent[]): Promise<readonly IncidentEvent[]>;
  addJob(job: NewJob): Promise<void>;
  audit(entry: {
    readonly actor: Actor;
    readonly action: string;
    readonly subject: string;
    readonly data: Readonly<Record<string, unknown>>;
  }): Promise<void>;
  saveMitigation(row: Omit<MitigationRow, "updatedAt">): Promise<void>;
  /** Locks the row. */
  lockMitigation(id: string): Promise<MitigationRow | null>;
  /** False when another mitigation is active on that workload (unique index). Null frees it. */
  claimWorkload(mitigationId: string, workload: string | null): Promise<boolean>;
  saveEvidence(rows: readonly StoredEvidence[]): Promise<void>;
  saveChange(change: Change): Promise<boolean>;
  saveDiagnosis(incidentId: string, diagnosis: Diagnosis): Promise<void>;
  saveSnapshot(row: SnapshotRow, archive: Uint8Array | null): Promise<void>;
  savePostmortem(row: PostmortemRow): Promise<void>;
  /** As it is committed; nobody else can change it while this transaction holds the incident's row. */
  postmortem(incidentId: string): Promise<PostmortemRow | null>;
};

/** Evidence is written before it is used. `sha256` is over the canonical JSON of `data`. */
export type StoredEvidence = {
  readonly id: string;
  readonly incidentId: string;
  readonly source: string;
  readonly query: string;
  readonly at: Date;
  readonly n: number | null;
  readonly data: unknown;
  readonly sha256: string;
};

export type SnapshotRow = {
  readonly id: string;
  readonly incidentId: string;
  readonly status: "pending" | "sealed" | "failed";
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly createdAt: Date;
  readonly reason: string | null;
};

export type PostmortemRow = {
  readonly incidentId: string;
  readonly status: "draft" | "in_review" | "signed_off" | "closed";
  readonly markdown: string;
  readonly revision: number;
  readonly updatedAt: Date;
  readonly updatedBy: Actor;
};

/** Incidents whose first alert fired in [from, to). */
export type ReportFilter = {
  readonly from: Date;
  readonly to: Date;
  readonly team?: string;
  readonly service?: string;
  readonly severity?: string;
};

export type IncidentFilter = {
  readonly status?: readonly string[];
  readonly service?: readonly string[];
  readonly severity?: readonly string[];
  readonly team?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  /** Part of the title or the service, whatever its case, or the number. */
  readonly search?: string;
  readonly ids?: readonly string[];
  readonly cursor?: string;
  /** So many of the first are left out; for a list with a scroll bar. Scripts page with the cursor, which never shifts. */
  readonly skip?: number;
  /** Newest first unless told; by severity the newest first within each. */
  readonly order?: "newest" | "severity";
  readonly limit: number;
};

/** As much of an unresolved incident as it takes to place it on the board. */
export type OpenIncident = Pick<
  Incident,
  | "id"
  | "title"
  | "service"
  | "services"
  | "team"
  | "severity"
  | "status"
  | "origin"
  | "firingCount"
  | "impactStartAt"
  | "detectedAt"
  | "acknowledgedAt"
  | "locatedAt"
  | "approvedAt"
  | "appliedAt"
  | "resolvedAt"
> & {
  readonly number: number;
  readonly verdict: { readonly verdict: string } | null;
  /** Of the first hypothesis; null when there is none, or the evidence was insufficient. */
  readonly topConfidence: number | null;
  readonly isDiagnosed: boolean;
  /** Of the observation that runs. */
  readonly windowMs: number | null;
};

/** Durable state. Reads outside a transaction see committed rows. */
export type Store = {
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** By UUID or by number. */
  incident(idOrNumber: string): Promise<IncidentRow | null>;
  incidents(
    filter: IncidentFilter,
  ): Promise<{ readonly rows: readonly IncidentRow[]; readonly nextCursor: string | null; readonly total: number }>;
  /** All of them, in no order. */
  openIncidents(): Promise<readonly OpenIncident[]>;
  facets(
    filter: IncidentFilter,
  ): Promise<
    Readonly<
      Record<"status" | "severity" | "team" | "service", readonly { readonly value: string; readonly n: number }[]>
    >
  >;
  /** In order of seq; all after `afterSeq` unless a limit is given. */
  events(incidentId: string, afterSeq?: number, limit?: number): Promise<readonly TimelineEvent[]>;
  episodes(
    incidentId: string,
    limit: number,
  ): Promise<{ readonly rows: readonly AlertEpisode[]; readonly total: number }>;
  /** When Alertmanager last sent anything about this incident, and anything at all; null = never. */
  lastHeard(incidentId: string): Promise<{ readonly ofIncident: Date | null; readonly ofAnything: Date | null }>;
  evidence(incidentId: string): Promise<readonly StoredEvidence[]>;
  diagnosis(incidentId: string): Promise<Diagnosis | null>;
  mitigation(id: string): Promise<MitigationRow | null>;
  mitigations(incidentId: string): Promise<readonly MitigationRow[]>;
  /** Approved or applying ones whose lease has run out: to be reconciled before anything else. */
  openMitigations(): Promise<readonly MitigationRow[]>;
  /** The mitigation that holds a workload "namespace/name", of whichever incident; null = it is free. */
  mitigationOn(workload: string): Promise<MitigationRow | null>;
  changes(filter: { readonly from: Date; readonly to: Date; readonly service?: string }): Promise<readonly Change[]>;
  services(): Promise<readonly string[]>;
  snapshot(id: string): Promise<{ readonly row: SnapshotRow; readonly archive: Uint8Array | null } | null>;
  snapshots(incidentId: string): Promise<readonly SnapshotRow[]>;
  postmortem(incidentId: string): Promise<PostmortemRow | null>;
  /** Raw deliveries that touched the incident, redacted as stored, oldest first. */
  deliveries(
    incidentId: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly receivedAt: Date; readonly sha256: string; readonly body: string }[]
  >;
  heartbeats(): Promise<readonly { readonly name: string; readonly lastAt: Date }[]>;
  /** For reports: indexed columns only, oldest first. */
  incidentTimes(filter: ReportFilter): Promise<readonly ReportIncident[]>;
  /** Every mitigation of those incidents, plans included, oldest first; those of test incidents are left out. */
  rollbacks(filter: ReportFilter): Promise<readonly ReportRollback[]>;
  ping(): Promise<boolean>;
};

/** A raw body ready to be kept: compressed. `sha256` (hex) and `bytes` are of the redacted body itself. */
export type PackedBody = { readonly body: Uint8Array; readonly sha256: string; readonly bytes: number };

export type RejectedAlert = { readonly index: number; readonly path: string };

/** One webhook body in our words. */
export type NormalisedDelivery = {
  readonly signals: readonly AlertSignal[];
  readonly rejected: readonly RejectedAlert[];
  /** U+0000 and lone surrogates that became U+FFFD. */
  readonly replacedChars: number;
  readonly truncatedAlerts: number;
  /** What is kept: as received, secrets redacted. */
  readonly body: string;
};

export type DeliveryRow = {
  readonly id: string;
  readonly source: string;
  readonly packed: PackedBody;
  readonly accepted: number;
  readonly duplicates: number;
  readonly ignored: number;
  readonly rejected: readonly RejectedAlert[];
  /** U+0000 and lone surrogates that became U+FFFD. */
  readonly replacedChars: number;
  readonly truncatedAlerts: number;
  readonly incidentIds: readonly string[];
};

export type AlertIdentity = Pick<AlertSignal, "team" | "fingerprint" | "startsAt">;
export type KnownEpisode = EpisodeState & Pick<AlertIdentity, "team" | "fingerprint">;
export type IntakeIncident = IncidentRow & { readonly openKey: string | null };

/** What a batch of deliveries reads and writes: sets, never row by row. */
export type IntakeTransaction = {
  /** PostgreSQL's clock at the start of the transaction. */
  readonly now: Date;
  /** Transaction-scoped locks, taken in one order whatever the order given. */
  lock(keys: readonly string[]): Promise<void>;
  /** Of each alert: the episode with that startsAt, and its newest ones (the open one is always the newest). */
  knownEpisodes(alerts: readonly AlertIdentity[]): Promise<readonly KnownEpisode[]>;
  /** Locks and reads the incidents of these ids or open keys. */
  lockIncidents(which: {
    readonly ids: readonly string[];
    readonly openKeys: readonly string[];
  }): Promise<readonly IntakeIncident[]>;
  /** Locks and reads unresolved incidents of these teams and environments, opened since. */
  lockRecent(
    places: readonly { readonly team: string; readonly environment: string }[],
    since: Date,
  ): Promise<readonly IntakeIncident[]>;
  /** The newest incident of each place that was resolved since. */
  lastResolved(
    places: readonly { readonly team: string; readonly environment: string; readonly service: string }[],
    since: Date,
  ): Promise<
    readonly {
      readonly id: string;
      readonly team: string;
      readonly environment: string;
      readonly service: string;
      readonly resolvedAt: Date;
    }[]
  >;
  /** Of each place: the open incident that its last one became part of, however many merges ago. Locked. */
  homesOf(
    places: readonly { readonly team: string; readonly environment: string; readonly service: string }[],
  ): Promise<
    readonly {
      readonly team: string;
      readonly environment: string;
      readonly service: string;
      readonly home: IntakeIncident;
    }[]
  >;
  createIncidents(
    rows: readonly { readonly id: string; readonly openKey: string; readonly events: readonly NewEvent[] }[],
  ): Promise<readonly IncidentRow[]>;
  append(rows: readonly { readonly incidentId: string; readonly events: readonly NewEvent[] }[]): Promise<void>;
  /** Throws conflict when another transaction wrote one of them first. */
  insertEpisodes(
    rows: readonly { readonly episode: EpisodeState; readonly signal: AlertSignal; readonly deliveryId: string }[],
  ): Promise<void>;
  updateEpisodes(episodes: readonly EpisodeState[]): Promise<void>;
  saveDeliveries(rows: readonly DeliveryRow[]): Promise<void>;
  beat(names: readonly string[]): Promise<void>;
  addJobs(jobs: readonly NewJob[]): Promise<void>;
};

/** Durable state of the ingest path. */
export type IntakeStore = {
  pack(body: string): Promise<PackedBody>;
  transaction<T>(work: (tx: IntakeTransaction) => Promise<T>): Promise<T>;
};

/** Announces committed events to whoever listens in this process (fed by PostgreSQL LISTEN). */
export type LiveHub = {
  /** Called with the incident's id and newest seq after each commit; "*" listens to all. Returns the unsubscriber. */
  subscribe(
    incidentId: string | "*",
    listener: (notice: { readonly incidentId: string; readonly seq: number }) => void,
  ): () => void;
};

/** Carries short-lived notices between the processes of one installation; nothing is stored. */
export type PresenceBus = {
  publish(payloads: readonly string[]): Promise<void>;
  subscribe(listener: (payload: string) => void): () => void;
};

/** The health of each upstream as the breakers around them see it. */
export type UpstreamRegistry = { health(): readonly UpstreamHealth[]; healthOf(upstream: Upstream): UpstreamHealth };

export type Settings = {
  /** Observation window of verification. Default 180,000 ms. */
  recoveryWindowMs(service: string): number;
  planTtlMs(): number;
  diagnosisDelayMs(): number;
  /** How long an objective must be missed to count as sli_deviation. Default 30,000 ms. */
  deviationForMs(service: string): number;
  /** Time between two status updates, by severity. 0 = nobody is reminded. */
  updateIntervals(service: string): UpdateIntervals;
};

export type Catalogue = {
  /** Entry by name; discovery's defaults when the file does not know it. */
  service(name: string): Service;
  services(): readonly Service[];
  /** Learned from discovery (alerts, traces, Deployments). */
  discover(names: readonly string[]): void;
};

/** Call edges seen in traces, by service, for grouping and diagnosis. */
export type CallGraphCache = {
  edges(): readonly { readonly caller: string; readonly callee: string }[];
  remember(edges: readonly { readonly caller: string; readonly callee: string }[]): void;
};

/** Places a graph's nodes in columns. Deterministic; nodes of `previous` keep their order within a column. */
export type GraphLayout = { place(graph: Graph, previous: Placement | null): Placement };

/** Packs files into one archive (zip) and back; same files, same bytes. `unpack` throws on what is not such an archive. */
export type Archiver = {
  pack(files: ReadonlyMap<string, Uint8Array>): Uint8Array;
  unpack(archive: Uint8Array): ReadonlyMap<string, Uint8Array>;
};

export type AccountRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
  readonly failedSignIns: number;
  readonly lockedUntil: Date | null;
};

export type ServiceTokenRow = {
  readonly id: string;
  readonly name: string;
  /** Hex SHA-256 of the secret; the secret itself is never stored. */
  readonly sha256: string;
  readonly scopes: readonly TokenScope[];
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

/** Accounts, sessions and service tokens. Only `lib/auth.ts` uses it. */
export type Accounts = {
  accountByEmail(email: string): Promise<AccountRow | null>;
  accountById(id: string): Promise<AccountRow | null>;
  accounts(): Promise<readonly AccountRow[]>;
  /** False when the email has an account already, which stays as it is. */
  insertAccount(row: NewAccountRow): Promise<boolean>;
  /** Inserts, or updates the account of that email. */
  upsertAccount(row: NewAccountRow): Promise<void>;
  /** Disabling also revokes its sessions. False when there is no such account. */
  setDisabled(email: string, isDisabled: boolean): Promise<boolean>;
  /**
   * Counts one failure of the account with that email, if any, and locks it at the `lockAfter`th in a row; failures during a
   * lock do not count. One statement, so that guesses sent at once are all counted.
   */
  recordSignInFailure(
    email: string,
    lock: { readonly now: Date; readonly lockAfter: number; readonly lockedUntil: Date },
  ): Promise<void>;
  /** Forgets the failures. False when the account is locked or disabled now: then the sign-in must not go on. */
  recordSignInSuccess(accountId: string, now: Date): Promise<boolean>;
  createSession(sessionId: string, accountId: string): Promise<void>;
  /** Null: no such session. One query, since every request asks. */
  session(sessionId: string): Promise<{ readonly account: AccountRow; readonly isRevoked: boolean } | null>;
  revokeSession(sessionId: string): Promise<void>;
  tokens(): Promise<readonly ServiceTokenRow[]>;
  tokenById(id: string): Promise<ServiceTokenRow | null>;
  saveToken(row: Omit<ServiceTokenRow, "revokedAt" | "lastUsedAt">): Promise<void>;
  /** False when there is no such token or it was revoked before. */
  revokeToken(id: string): Promise<boolean>;
  touchToken(id: string): Promise<void>;
};
export type NewAccountRow = Pick<AccountRow, "id" | "email" | "name" | "role" | "passwordHash">;

/** Everything a use case may be given; each takes `Pick<Deps, …>`. */
export type Deps = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly cluster: Cluster;
  readonly logs: Logs;
  readonly live: LiveHub;
  readonly upstreams: UpstreamRegistry;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly callGraph: CallGraphCache;
  readonly layout: GraphLayout;
  readonly archiver: Archiver;
};
