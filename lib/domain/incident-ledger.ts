import { ALERTMANAGER } from "./actor";
import type { AlertSignal } from "./alert";
import { type AlertChanges, addAlertChange, alertsChangedOf, earliestStart, noAlertChanges } from "./alert-changes";
import { alertKeyOf, type LedgerEntry } from "./episode-ledger";
import type { NewEvent } from "./events";
import { type CallEdge, groupingKeyOf, groupingOf, type OpenIncident } from "./grouping";
import type { Incident } from "./incident";
import { type Severity, worseSeverity } from "./severity";
import { raisedSeverity, severityOfIncident } from "./severity-of-alert";

/** One incident while the batch is worked through. */
export type TouchedIncident = {
  readonly id: string;
  /** The delivery of the batch that opened it; null when it was known. */
  readonly createdBy: number | null;
  readonly openKey: string | null;
  readonly events: NewEvent[];
  isResolved: boolean;
  number: number;
  severity: Severity;
  alertSeverity: Severity | null;
  services: readonly string[];
  firing: number;
};

type Context = {
  readonly now: Date;
  readonly newId: () => string;
  readonly edges: readonly CallEdge[];
  readonly tierOf: (service: string) => number;
};

/** Follows the incidents of one batch: which episode belongs to which, what each delivery changed, and the events that say so. */
export class IncidentLedger {
  readonly touched = new Map<string, TouchedIncident>();
  readonly incidentOfEpisode = new Map<string, string>();
  private readonly byKey = new Map<string, OpenIncident>();
  private readonly byAlert = new Map<string, string>();
  private readonly byService = new Map<string, OpenIncident[]>();
  private readonly reasonOfNew = new Map<string, { readonly reason: string; readonly first: AlertSignal }>();
  private readonly recurrences = new Map<string, string>();

  constructor(private readonly context: Context) {}

  /** Adds a stored incident, once. */
  know(incident: Incident, number: number, openKey: string | null): void {
    if (this.touched.has(incident.id)) return;
    this.touched.set(incident.id, {
      id: incident.id,
      createdBy: null,
      openKey,
      events: [],
      isResolved: incident.status === "resolved",
      number,
      severity: incident.severity,
      alertSeverity: incident.alertSeverity,
      services: incident.services,
      firing: incident.firingCount,
    });
    if (incident.status !== "resolved") this.offer(incident, openKey);
  }

  /** The next episode of this alert joins the incident of its last one. */
  follows(alertKey: string, incident: OpenIncident): void {
    this.byAlert.set(alertKey, incident.id);
  }

  /** Alerts of this key join an incident that has another key: theirs was merged into it. */
  belongsTo(key: string, incident: OpenIncident): void {
    this.byKey.set(key, incident);
  }

  /** A new incident of this key follows a resolved one. */
  recurs(key: string, incidentId: string): void {
    this.recurrences.set(key, incidentId);
  }

  /** Works through the entries in order. Afterwards `touched` holds each incident with its new events. */
  record(
    entries: readonly LedgerEntry[],
    deliveries: readonly { readonly id: string; readonly truncatedAlerts: number }[],
  ): void {
    const changes = this.assign(entries, deliveries.length);
    for (const [index, delivery] of deliveries.entries()) {
      for (const [incidentId, change] of changes[index] ?? []) this.recordChange(delivery, incidentId, change);
    }
  }

  /** Makes an open incident joinable by the signals that follow. */
  private offer(incident: OpenIncident, openKey: string | null): void {
    if (openKey !== null) this.byKey.set(openKey, incident);
    this.byService.set(incident.service, [...(this.byService.get(incident.service) ?? []), incident]);
  }

  /** Gives each changed episode its incident, opening new ones, and collects the changes per delivery and incident. */
  private assign(entries: readonly LedgerEntry[], n: number): readonly ReadonlyMap<string, AlertChanges>[] {
    const changes = Array.from({ length: n }, () => new Map<string, AlertChanges>());
    for (const { deliveryIndex, signal, decision } of entries) {
      const { kind, episode } = decision;
      if (signal.severity === null || kind === "duplicate" || kind === "continued") continue;
      if (kind === "opened") this.incidentOfEpisode.set(episode.id, this.incidentFor(signal, deliveryIndex));
      const incidentId = this.incidentOfEpisode.get(episode.id);
      const perIncident = changes[deliveryIndex];
      if (incidentId === undefined || perIncident === undefined) continue;
      const change = perIncident.get(incidentId) ?? noAlertChanges();
      addAlertChange(change, signal, decision);
      perIncident.set(incidentId, change);
    }
    return changes;
  }

  private incidentFor(signal: AlertSignal, deliveryIndex: number): string {
    const { byKey, byService } = this;
    const { edges, now, newId } = this.context;
    const followed = this.byAlert.get(alertKeyOf(signal));
    if (followed !== undefined) return followed;
    const grouping = groupingOf(signal, { byKey, byService, edges, now });
    if (grouping.kind === "join") return grouping.incidentId;
    const id = newId();
    const { team, environment, service } = signal;
    this.touched.set(id, {
      id,
      createdBy: deliveryIndex,
      openKey: grouping.key,
      events: [],
      isResolved: false,
      number: 0,
      severity: "SEV-3",
      alertSeverity: null,
      services: [service],
      firing: 0,
    });
    this.reasonOfNew.set(id, { reason: grouping.reason, first: signal });
    this.offer({ id, team, environment, service, openedAt: now }, grouping.key);
    return id;
  }

  /** Turns one delivery's changes in one incident into events, and follows the incident along. */
  private recordChange(
    { id, truncatedAlerts }: { readonly id: string; readonly truncatedAlerts: number },
    incidentId: string,
    change: AlertChanges,
  ): void {
    const incident = this.touched.get(incidentId);
    if (incident === undefined) return;
    const { tierOf } = this.context;
    const before =
      incident.alertSeverity === null
        ? null
        : severityOfIncident({
            alertSeverity: incident.alertSeverity,
            services: incident.services,
            tierOf,
            isAssumed: false,
          });
    const services = [...new Set([...incident.services, ...change.services])];
    const alertSeverity = worstOf(incident.alertSeverity, change.worst);
    incident.services = services;
    incident.alertSeverity = alertSeverity;
    incident.firing += change.fired - change.resolved;
    const at = this.context.now;
    const isAssumed = change.isWorstAssumed && alertSeverity === change.worst && before === null;
    const after = alertSeverity === null ? null : severityOfIncident({ alertSeverity, services, tierOf, isAssumed });
    const opening = this.reasonOfNew.get(incidentId);
    if (opening && incident.events.length === 0 && after) {
      incident.severity = after.severity;
      incident.events.push(this.openedEvent(opening, after, change));
    }
    const data = alertsChangedOf(change, { id, truncatedAlerts, firingNow: incident.firing });
    incident.events.push({ kind: "alerts_changed", at, actor: ALERTMANAGER, data });
    const raised =
      after && raisedSeverity({ current: incident.severity, before: before?.severity ?? null, after: after.severity });
    if (after && raised) {
      const severityChange = { from: incident.severity, to: raised, reason: after.reason, why: after.why };
      incident.events.push({ kind: "severity_changed", at, actor: ALERTMANAGER, data: severityChange });
      incident.severity = raised;
    }
  }

  private openedEvent(
    { reason, first }: { readonly reason: string; readonly first: AlertSignal },
    found: ReturnType<typeof severityOfIncident>,
    change: AlertChanges,
  ): NewEvent {
    const { service, team, environment, summary: title } = first;
    const detectedAt = earliestStart([...change.mentions.values()]) ?? first.startsAt.toISOString();
    return {
      kind: "opened",
      at: this.context.now,
      actor: ALERTMANAGER,
      data: {
        title,
        service,
        team,
        environment,
        severity: found.severity,
        severityReason: found.reason,
        severityWhy: found.why,
        groupingReason: reason,
        groupingWhy: { key: "first_alert", params: { place: groupingKeyOf(first) } },
        recurrenceOf: this.recurrences.get(groupingKeyOf(first)) ?? null,
        origin: "alert",
        detectedAt,
      },
    };
  }
}

function worstOf(a: Severity | null, b: Severity | null): Severity | null {
  if (a === null || b === null) return a ?? b;
  return worseSeverity(a, b);
}
