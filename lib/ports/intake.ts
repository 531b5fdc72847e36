import type { AlertSignal } from "@/lib/domain/alert";
import type { EpisodeState } from "@/lib/domain/dedupe";
import type { NewEvent } from "@/lib/domain/events";
import type { NewJob } from "./jobs";
import type { IncidentRow } from "./store";

// Durable state of the ingest path. Types only.

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
