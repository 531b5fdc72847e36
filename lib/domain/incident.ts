import type { Duty, Person } from "./actor";
import type { FaultClass } from "./cause";
import { correctedTimes } from "./event-time";
import type { EventData, Explanation, IncidentMention, MovedAlerts, TimelineEvent } from "./events";
import type { RecoveryLimits } from "./mitigation";
import { type Severity, worseSeverity } from "./severity";

export const INCIDENT_STATUSES = ["open", "mitigating", "verifying", "resolved"] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export type DiagnosedSummary = EventData["diagnosed"] & { readonly at: Date };

/** Everything an incident is, folded from its events. Database columns cache parts of this and are never set on their own. */
export type Incident = {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly team: string;
  readonly environment: string;
  readonly severity: Severity;
  readonly severityReason: string;
  /** The same in words that can be translated; none when a person gave the reason. */
  readonly severityWhy?: readonly Explanation[] | undefined;
  /** Highest severity among its alerts so far, whatever people set since. null: none carried one. */
  readonly alertSeverity: Severity | null;
  /** Every service an alert of this incident named; the primary one first. */
  readonly services: readonly string[];
  readonly groupingReason: string;
  readonly recurrenceOf: string | null;
  readonly origin: "alert" | "person" | "test";
  readonly status: IncidentStatus;
  readonly openedAt: Date;
  /** First firing startsAt; the clock starts here. For a hand-declared incident: when it was opened. */
  readonly detectedAt: Date;
  /** Diagnosed onset or entered by a person; null = pending, never the alert's time. */
  readonly impactStartAt: Date | null;
  readonly acknowledgedAt: Date | null;
  /** A hypothesis was accepted or a first plan made. */
  readonly locatedAt: Date | null;
  readonly approvedAt: Date | null;
  readonly appliedAt: Date | null;
  /** Start of the verification window that passed. */
  readonly mitigatedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly closedAt: Date | null;
  readonly resolution: EventData["resolved"] | null;
  readonly firingCount: number;
  readonly alertsClearedAt: Date | null;
  readonly duties: Readonly<Partial<Record<Duty, Person>>>;
  /** When the last status update was posted; null = none yet. */
  readonly lastUpdateAt: Date | null;
  /** The incident that this one is part of; null = it stands for itself. Reports leave a part out. */
  readonly mergedInto: (IncidentMention & { readonly reason: string }) | null;
  readonly diagnosis: DiagnosedSummary | null;
  readonly classes: readonly FaultClass[];
  readonly acceptedHypothesisId: string | null;
  readonly activeMitigationId: string | null;
  readonly verification: {
    readonly mitigationId: string | null;
    readonly limits: RecoveryLimits;
    readonly since: Date;
    readonly restarts: number;
    readonly deadlineAt: Date;
  } | null;
  readonly verdict: (EventData["recovery_checked"] & { readonly at: Date }) | null;
  readonly lastSeq: number;
};

/**
 * Folds an incident's events, in seq order, into what it is now.
 * Throws RangeError when the first event is not `opened`: such a list is not an incident.
 */
export function incidentOf(events: readonly TimelineEvent[]): Incident {
  const first = events[0];
  if (first?.kind !== "opened") throw new RangeError("an incident's first event is `opened`");
  const corrected = correctedTimes(events);
  const atOf = (event: TimelineEvent): Date => corrected.get(event.seq) ?? event.at;
  let incident = openedIncident(first.incidentId, first.data, atOf(first));
  for (const event of events) incident = apply(incident, event, atOf(event));
  return incident;
}

/**
 * Adds events to an incident already folded. Same result as `incidentOf` over the whole list,
 * or null when a correction reaches back and the whole list must be folded again.
 */
export function advance(incident: Incident, events: readonly TimelineEvent[]): Incident | null {
  if (events.some((event) => event.kind === "time_corrected")) return null;
  return events.reduce((folded, event) => apply(folded, event, event.at), incident);
}

function openedIncident(id: string, data: EventData["opened"], at: Date): Incident {
  return {
    id,
    title: data.title,
    service: data.service,
    team: data.team,
    environment: data.environment,
    severity: data.severity,
    severityReason: data.severityReason,
    severityWhy: data.severityWhy,
    groupingReason: data.groupingReason,
    recurrenceOf: data.recurrenceOf,
    origin: data.origin,
    alertSeverity: null,
    services: [data.service],
    status: "open",
    openedAt: at,
    detectedAt: new Date(data.detectedAt),
    impactStartAt: null,
    acknowledgedAt: null,
    locatedAt: null,
    approvedAt: null,
    appliedAt: null,
    mitigatedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    firingCount: 0,
    alertsClearedAt: null,
    duties: {},
    lastUpdateAt: null,
    mergedInto: null,
    diagnosis: null,
    classes: [],
    acceptedHypothesisId: null,
    activeMitigationId: null,
    verification: null,
    verdict: null,
    lastSeq: 0,
  };
}

function apply(before: Incident, event: TimelineEvent, at: Date): Incident {
  const incident = { ...before, lastSeq: Math.max(before.lastSeq, event.seq) };
  switch (event.kind) {
    case "opened":
      return incident;
    case "alerts_changed":
      return afterAlerts(incident, event.data, at);
    case "severity_changed":
      return {
        ...incident,
        severity: event.data.to,
        severityReason: event.data.reason,
        severityWhy: event.data.why,
      };
    case "acknowledged":
      return { ...incident, acknowledgedAt: incident.acknowledgedAt ?? at };
    case "duty_assigned": {
      const { [event.data.duty]: _previous, ...others } = incident.duties;
      return { ...incident, duties: event.data.person ? { ...others, [event.data.duty]: event.data.person } : others };
    }
    case "diagnosed":
      return {
        ...incident,
        diagnosis: { ...event.data, at },
        classes: event.data.classes,
        impactStartAt: incident.impactStartAt ?? (event.data.onsetAt ? new Date(event.data.onsetAt) : null),
      };
    case "hypothesis_judged":
      return event.data.verdict === "accepted"
        ? { ...incident, acceptedHypothesisId: event.data.hypothesisId, locatedAt: incident.locatedAt ?? at }
        : incident;
    case "impact_entered":
      return { ...incident, impactStartAt: new Date(event.data.at) };
    case "mitigation_planned":
      return { ...incident, locatedAt: incident.locatedAt ?? at };
    case "mitigation_approved":
      return {
        ...incident,
        status: "mitigating",
        approvedAt: incident.approvedAt ?? at,
        activeMitigationId: event.data.mitigationId,
        // What was being watched until now is another recovery than the one to come.
        verification: null,
        verdict: null,
      };
    case "mitigation_applied":
      return { ...incident, appliedAt: at };
    case "mitigation_failed":
      return { ...incident, status: "open", activeMitigationId: null };
    case "mitigation_unknown":
      return { ...incident, status: "mitigating" };
    case "mitigation_settled":
      return event.data.outcome === "applied"
        ? { ...incident, appliedAt: at }
        : { ...incident, status: "open", activeMitigationId: null };
    case "status_update":
      return {
        ...incident,
        lastUpdateAt: incident.lastUpdateAt && incident.lastUpdateAt > at ? incident.lastUpdateAt : at,
      };
    case "alerts_ended":
      return withFiring(incident, event.data.firingNow, at);
    case "merged_into":
      return {
        ...withFiring(incident, 0, at),
        status: "resolved",
        resolvedAt: at,
        mergedInto: { ...event.data.into, reason: event.data.reason },
        verification: null,
      };
    case "merged_from":
    case "split_from":
      return withAlerts(incident, event.data, at);
    case "split_into":
      return { ...withFiring(incident, event.data.firingNow, at), services: event.data.servicesLeft };
    case "verification_started":
      return {
        ...incident,
        status: "verifying",
        verification: {
          mitigationId: event.data.mitigationId,
          limits: event.data.limits,
          since: at,
          restarts: 0,
          deadlineAt: new Date(event.data.deadlineAt),
        },
      };
    case "verification_restarted":
      return incident.verification
        ? {
            ...incident,
            verification: { ...incident.verification, since: at, restarts: incident.verification.restarts + 1 },
          }
        : incident;
    case "recovery_checked":
      return {
        ...incident,
        status: incident.status === "resolved" ? "resolved" : "open",
        activeMitigationId: null,
        verification: null,
        verdict: { ...event.data, at },
        mitigatedAt:
          event.data.verdict === "recovered" && event.data.windowStartAt
            ? new Date(event.data.windowStartAt)
            : incident.mitigatedAt,
      };
    case "resolved":
      return { ...incident, status: "resolved", resolvedAt: at, resolution: event.data, verification: null };
    case "closed":
      return { ...incident, closedAt: at };
    case "note_added":
    case "note_edited":
    case "pin_changed":
    case "task_added":
    case "task_assigned":
    case "task_finished":
    case "alerts_acknowledged":
    case "incident_linked":
    case "incident_unlinked":
    case "change_seen":
    case "breaker_changed":
    case "mitigation_refused":
    case "mitigation_applying":
    case "mitigation_patched":
    case "snapshot_sealed":
    case "time_corrected":
    case "unknown":
      return incident;
    default:
      return event satisfies never;
  }
}

function afterAlerts(incident: Incident, data: EventData["alerts_changed"], at: Date): Incident {
  const severity = data.episodes.reduce<Severity | null>((worst, mention) => worstOf(worst, mention.severity), null);
  return withFiring(seen(incident, { ...data, severity }), data.firingNow, at);
}

/** Alerts that came from another incident. */
function withAlerts(incident: Incident, data: MovedAlerts, at: Date): Incident {
  return withFiring(seen(incident, data), incident.firingCount + data.firing, at);
}

/** What alerts tell about when it began, how severe it is and whom it touches. */
function seen(incident: Incident, data: Pick<MovedAlerts, "earliestStartsAt" | "severity" | "services">): Incident {
  const earliest = data.earliestStartsAt ? new Date(data.earliestStartsAt) : null;
  const newServices = data.services.filter((service) => !incident.services.includes(service));
  const isEarlier = earliest !== null && incident.origin !== "person" && earliest < incident.detectedAt;
  return {
    ...incident,
    detectedAt: isEarlier ? earliest : incident.detectedAt,
    alertSeverity: worstOf(incident.alertSeverity, data.severity),
    services: newServices.length === 0 ? incident.services : [...incident.services, ...newServices],
  };
}

function withFiring(incident: Incident, firingCount: number, at: Date): Incident {
  return { ...incident, firingCount, alertsClearedAt: firingCount === 0 ? (incident.alertsClearedAt ?? at) : null };
}

function worstOf(a: Severity | null, b: Severity | null): Severity | null {
  return a === null || b === null ? (a ?? b) : worseSeverity(a, b);
}
