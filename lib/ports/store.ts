import type { Actor } from "@/lib/domain/actor";
import type { AlertEpisode } from "@/lib/domain/alert";
import type { Diagnosis } from "@/lib/domain/cause";
import type { Change } from "@/lib/domain/change";
import type { IncidentEvent, NewEvent, TimelineEvent } from "@/lib/domain/events";
import type { GuardWaiver } from "@/lib/domain/guard";
import type { Incident } from "@/lib/domain/incident";
import type { MitigationPreview, MitigationStatus } from "@/lib/domain/mitigation";
import type { ReportIncident, ReportRollback } from "@/lib/domain/recovery-report";
import type { NewJob } from "./jobs";

// Durable state of incidents. Types only.

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
