import type { EvidenceItem } from "../cause";
import type { Change } from "../change";
import type { Breaker, ServiceSignals, WindowSummary } from "../measurement";
import type { Service } from "../service";
import type { Trace } from "../trace";

/** The stored evidence row behind a value: what was asked, of whom, when. */
export type EvidenceRef = {
  readonly id: string;
  readonly source: EvidenceItem["source"];
  readonly query: string;
  readonly at: Date;
  readonly n: number | null;
};

/** A value with its stored evidence; null = it could not be had. */
export type Fact<T> = { readonly value: T; readonly ref: EvidenceRef } | null;

export type VersionWindow = WindowSummary & { readonly version: string };

/** Everything that a diagnosis reads. */
export type DiagnosisFacts = {
  /** Service of the incident: where the alert is, not where it began. */
  readonly service: Service;
  /** Own services that are known; any other peer is outside. */
  readonly knownServices: readonly string[];
  readonly objectivesMs: Readonly<Record<string, number>>;
  readonly firstAlertAt: Date;
  readonly now: Date;
  /** Per service, before the trouble and now. */
  readonly before: Fact<readonly WindowSummary[]>;
  readonly current: Fact<readonly WindowSummary[]>;
  /** By release since the onset, so that whatever else was wrong was wrong for both. */
  readonly versions: readonly { readonly service: string; readonly fact: Fact<readonly VersionWindow[]> }[];
  readonly signals: readonly { readonly service: string; readonly fact: Fact<ServiceSignals> }[];
  readonly changes: Fact<readonly Change[]>;
  /** How long an objective must be missed to count as a deviation. */
  readonly deviationForMs: number;
  readonly breakers: Fact<readonly Breaker[]>;
  /** Traces through the incident's service before the trouble, since the onset, and failed ones since the onset. */
  readonly normalTraces: Fact<readonly Trace[]>;
  readonly currentTraces: Fact<readonly Trace[]>;
  readonly failedTraces: Fact<readonly Trace[]>;
  /** Call edges learned earlier, for when no trace can be had now. */
  readonly knownEdges: readonly { readonly caller: string; readonly callee: string }[];
};
