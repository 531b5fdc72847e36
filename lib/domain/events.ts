import type { Actor, Duty, Person } from "./actor";
import type { FaultClass, Hypothesis } from "./cause";
import type { ChangeKind } from "./change";
import type { GuardState, GuardWaiver } from "./guard";
import type { RecoveryLimits } from "./mitigation";
import type { Severity } from "./severity";

/** One episode as an event names it (the full alert is in the alerts table). */
export type EpisodeMention = {
  readonly episodeId: string;
  readonly fingerprint: string;
  readonly alertname: string;
  readonly service: string;
  readonly severity: Severity | null;
  readonly status: "firing" | "resolved";
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly summary: string;
};

export type EffectMetric =
  | "p95_ms"
  | "error_ratio"
  | "goroutines"
  | "allocation_bytes_per_s"
  | "panics_per_s"
  | "requests_per_s";

/** One signal before and after. null = no data on that side; n = requests behind the figure. */
export type Effect = {
  readonly metric: EffectMetric;
  readonly before: number | null;
  readonly after: number | null;
  readonly nBefore: number | null;
  readonly nAfter: number | null;
};

/** How one incident stands to another, read from the one that carries it. */
export const INCIDENT_RELATIONS = ["related", "caused_by", "causes", "recurrence_of", "recurred_as"] as const;
export type IncidentRelation = (typeof INCIDENT_RELATIONS)[number];

/** Another incident as an event names it: it stays readable without a second look-up. */
export type IncidentMention = { readonly incidentId: string; readonly number: number; readonly title: string };

/** Alerts that changed hands between two incidents: what the folds on both sides need. `episodes` holds the first 20. */
export type MovedAlerts = {
  readonly moved: number;
  readonly firing: number;
  readonly earliestStartsAt: string | null;
  readonly severity: Severity | null;
  readonly services: readonly string[];
  readonly episodes: readonly EpisodeMention[];
};

/** A stored English sentence as a message key with its values, so that a screen can say it in another language. */
export type Explanation = { readonly key: string; readonly params: Readonly<Record<string, string | number>> };

export type RecoveryVerdict = "recovered" | "not_recovered" | "inconclusive";

/**
 * What happened, by kind. JSON-safe on purpose (times are ISO 8601 strings): this is what is stored, exported and replayed.
 * A new step in an incident's life is one new entry here; the compiler then names every fold to extend. A field that was added
 * later is optional, so that older rows still read and older builds pass over it; a changed one needs a new version.
 */
export type EventData = {
  opened: {
    readonly title: string;
    readonly service: string;
    readonly team: string;
    readonly environment: string;
    readonly severity: Severity;
    readonly severityReason: string;
    readonly severityWhy?: readonly Explanation[] | undefined;
    readonly groupingReason: string;
    readonly groupingWhy?: Explanation | undefined;
    readonly recurrenceOf: string | null;
    readonly origin: "alert" | "person" | "test";
    /** First firing startsAt; for a hand-declared incident the time it was declared. */
    readonly detectedAt: string;
  };
  /** One per delivery and incident; `episodes` holds the first 20 of `fired + resolved`, the most severe first. */
  alerts_changed: {
    readonly deliveryId: string;
    readonly fired: number;
    readonly resolved: number;
    readonly firingNow: number;
    /** Earliest startsAt among the alerts of this delivery. */
    readonly earliestStartsAt: string | null;
    /** Latest endsAt among those resolved by this delivery. */
    readonly latestEndsAt: string | null;
    readonly episodes: readonly EpisodeMention[];
    readonly truncatedAlerts: number;
    readonly services: readonly string[];
  };
  severity_changed: {
    readonly from: Severity;
    readonly to: Severity;
    readonly reason: string;
    /** Set when no person gave the reason. */
    readonly why?: readonly Explanation[] | undefined;
  };
  acknowledged: Record<never, never>;
  /** `from` = who had it until now: with both it is a hand-over. */
  duty_assigned: {
    readonly duty: Duty;
    readonly person: Person | null;
    readonly from?: Person | null | undefined;
    readonly note?: string | undefined;
  };
  note_added: { readonly text: string };
  /** The words of an earlier note from now on; the original stays. */
  note_edited: { readonly ofSeq: number; readonly text: string };
  pin_changed: { readonly ofSeq: number; readonly isPinned: boolean };
  status_update: { readonly conditions: string; readonly actions: string; readonly needs: string };
  task_added: { readonly taskId: string; readonly title: string; readonly assignee: Person | null };
  task_assigned: { readonly taskId: string; readonly title: string; readonly assignee: Person | null };
  task_finished: { readonly taskId: string; readonly title: string; readonly isDone: boolean };
  /** Somebody has seen these alerts. They keep firing and keep notifying: acknowledge is not silence. */
  alerts_acknowledged: {
    readonly acknowledged: number;
    readonly episodes: readonly EpisodeMention[];
    readonly note: string;
  };
  /** A person states that alerts are over whose resolve never came. */
  alerts_ended: {
    readonly ended: number;
    readonly firingNow: number;
    readonly episodes: readonly EpisodeMention[];
    readonly reason: string;
  };
  /** This incident is part of another one from now on; its alerts are there. */
  merged_into: { readonly into: IncidentMention; readonly reason: string; readonly moved: number };
  /** Another incident became part of this one. */
  merged_from: { readonly from: IncidentMention; readonly reason: string } & MovedAlerts;
  /** Alerts of this incident left for a new one. `servicesLeft` are those that alerts here still name. */
  split_into: {
    readonly into: IncidentMention;
    readonly reason: string;
    readonly firingNow: number;
    readonly servicesLeft: readonly string[];
  } & MovedAlerts;
  /** This incident began with alerts of another one. */
  split_from: { readonly from: IncidentMention; readonly reason: string } & MovedAlerts;
  incident_linked: { readonly to: IncidentMention; readonly relation: IncidentRelation; readonly reason: string };
  incident_unlinked: { readonly to: IncidentMention; readonly relation: IncidentRelation; readonly reason: string };
  change_seen: {
    readonly changeId: string;
    readonly kind: ChangeKind;
    readonly service: string;
    readonly version: string | null;
    readonly commit: string | null;
    readonly summary: string;
  };
  breaker_changed: {
    readonly caller: string;
    readonly callee: string;
    readonly from: "closed" | "half_open" | "open" | "unknown";
    readonly to: "closed" | "half_open" | "open" | "unknown";
    readonly podsOpen: number;
    readonly pods: number;
  };
  diagnosed: {
    readonly diagnosisId: string;
    readonly durationMs: number;
    readonly hypotheses: readonly Pick<Hypothesis, "id" | "rank" | "cause" | "version" | "confidence" | "mitigation">[];
    readonly classes: readonly FaultClass[];
    readonly onsetAt: string | null;
    readonly isInsufficient: boolean;
    readonly gaps: readonly string[];
  };
  hypothesis_judged: {
    readonly hypothesisId: string;
    readonly title: string;
    readonly verdict: "accepted" | "rejected";
  };
  impact_entered: { readonly at: string };
  mitigation_planned: {
    readonly mitigationId: string;
    readonly kind: "rollback";
    readonly workload: string;
    readonly fromRevision: number;
    readonly toRevision: number;
    readonly fromVersion: string | null;
    readonly toVersion: string | null;
    readonly digest: string;
    readonly guards: readonly { readonly id: string; readonly state: GuardState }[];
    readonly expiresAt: string;
  };
  mitigation_refused: {
    readonly mitigationId: string | null;
    readonly reason: string;
    readonly why?: Explanation | undefined;
    readonly moved: readonly string[];
  };
  mitigation_approved: {
    readonly mitigationId: string;
    readonly digest: string;
    readonly waivers: readonly GuardWaiver[];
  };
  mitigation_applying: { readonly mitigationId: string; readonly attempt: number };
  /** The patch was accepted by the API server. */
  mitigation_patched: {
    readonly mitigationId: string;
    readonly resourceVersion: string;
    readonly revision: number | null;
  };
  /** The rollout is complete: every pod runs the target template. */
  mitigation_applied: { readonly mitigationId: string; readonly revision: number; readonly version: string | null };
  mitigation_failed: { readonly mitigationId: string; readonly reason: string; readonly why?: Explanation | undefined };
  mitigation_unknown: {
    readonly mitigationId: string;
    readonly reason: string;
    readonly why?: Explanation | undefined;
  };
  /** A person looked and states what became of a mitigation whose outcome was unknown. */
  mitigation_settled: {
    readonly mitigationId: string;
    readonly outcome: "applied" | "not_applied";
    readonly reason: string;
  };
  verification_started: {
    readonly mitigationId: string | null;
    readonly limits: RecoveryLimits;
    readonly deadlineAt: string;
  };
  verification_restarted: {
    readonly mitigationId: string | null;
    readonly metric: EffectMetric;
    readonly value: number;
    readonly limit: number;
  };
  recovery_checked: {
    readonly mitigationId: string | null;
    readonly verdict: RecoveryVerdict;
    readonly reason: string;
    /** The same as message keys, one a sentence. */
    readonly why?: readonly Explanation[] | undefined;
    readonly windowStartAt: string | null;
    readonly windowEndAt: string | null;
    readonly effects: readonly Effect[];
  };
  resolved: {
    readonly how: "mitigation" | "by_itself" | "person";
    readonly reason: string;
    readonly why?: Explanation | undefined;
  };
  closed: { readonly reason: string };
  snapshot_sealed: { readonly snapshotId: string; readonly sha256: string; readonly bytes: number };
  time_corrected: { readonly ofSeq: number; readonly at: string; readonly reason: string };
};

export type EventKind = keyof EventData;

/** Version of each kind's payload as written today; older ones are raised at read. */
export const EVENT_VERSIONS: Readonly<Record<EventKind, number>> = {
  opened: 1,
  alerts_changed: 1,
  severity_changed: 1,
  acknowledged: 1,
  duty_assigned: 1,
  note_added: 1,
  note_edited: 1,
  pin_changed: 1,
  status_update: 1,
  task_added: 1,
  task_assigned: 1,
  task_finished: 1,
  alerts_acknowledged: 1,
  alerts_ended: 1,
  merged_into: 1,
  merged_from: 1,
  split_into: 1,
  split_from: 1,
  incident_linked: 1,
  incident_unlinked: 1,
  change_seen: 1,
  breaker_changed: 1,
  diagnosed: 1,
  hypothesis_judged: 1,
  impact_entered: 1,
  mitigation_planned: 1,
  mitigation_refused: 1,
  mitigation_approved: 1,
  mitigation_applying: 1,
  mitigation_patched: 1,
  mitigation_applied: 1,
  mitigation_failed: 1,
  mitigation_unknown: 1,
  mitigation_settled: 1,
  verification_started: 1,
  verification_restarted: 1,
  recovery_checked: 1,
  resolved: 1,
  closed: 1,
  snapshot_sealed: 1,
  time_corrected: 1,
};

type Envelope = {
  readonly id: string;
  readonly incidentId: string;
  /** Order of commit within the incident, from 1. Also the id of the live stream's message. */
  readonly seq: number;
  /** When it happened. */
  readonly at: Date;
  /** When it was stored, by PostgreSQL's clock. */
  readonly recordedAt: Date;
  readonly actor: Actor;
};

export type IncidentEventOf<K extends EventKind> = Envelope & { readonly kind: K; readonly data: EventData[K] };

/** The spine: an incident is a list of these. */
export type IncidentEvent = { [K in EventKind]: IncidentEventOf<K> }[EventKind];

/** A stored row whose kind or version this build does not know: shown as "unknown step", never dropped. */
export type UnknownEvent = Envelope & {
  readonly kind: "unknown";
  readonly storedKind: string;
  readonly storedVersion: number;
};

export type TimelineEvent = IncidentEvent | UnknownEvent;

/** An event that is about to be appended: the store adds id, seq and recordedAt. */
export type NewEvent = {
  [K in EventKind]: { readonly kind: K; readonly at: Date; readonly actor: Actor; readonly data: EventData[K] };
}[EventKind];
