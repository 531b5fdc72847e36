import type { AlertSignal } from "./alert";
import type { EpisodeDecision } from "./dedupe";
import type { EpisodeMention, EventData } from "./events";
import { SEVERITIES, type Severity, worseSeverity } from "./severity";

const MENTIONS = 20;

/** What one delivery changed in one incident. */
export type AlertChanges = {
  fired: number;
  resolved: number;
  worst: Severity | null;
  /** True when every alert of the worst severity lacked the label. */
  isWorstAssumed: boolean;
  readonly services: Set<string>;
  /** By episode: what an alert did twice in one body is mentioned as it ended. */
  readonly mentions: Map<string, EpisodeMention>;
};

export function noAlertChanges(): AlertChanges {
  return { fired: 0, resolved: 0, worst: null, isWorstAssumed: false, services: new Set(), mentions: new Map() };
}

/** Adds one signal that opened, closed or moved an episode of the incident. */
export function addAlertChange(changes: AlertChanges, signal: AlertSignal, { kind, episode }: EpisodeDecision): void {
  if (kind === "opened") changes.fired += 1;
  if (kind === "closed") changes.resolved += 1;
  changes.services.add(signal.service);
  addSeverity(changes, signal);
  changes.mentions.set(episode.id, {
    episodeId: episode.id,
    fingerprint: signal.fingerprint,
    alertname: signal.alertname,
    service: signal.service,
    severity: signal.severity,
    status: episode.endsAt === null ? "firing" : "resolved",
    startsAt: episode.firstStartsAt.toISOString(),
    endsAt: episode.endsAt?.toISOString() ?? null,
    summary: signal.summary,
  });
}

function addSeverity(changes: AlertChanges, { severity, isSeverityAssumed }: AlertSignal): void {
  if (severity === null) return;
  const isWorse = changes.worst === null || worseSeverity(changes.worst, severity) !== changes.worst;
  if (isWorse) changes.isWorstAssumed = isSeverityAssumed;
  else if (severity === changes.worst && !isSeverityAssumed) changes.isWorstAssumed = false;
  if (isWorse) changes.worst = severity;
}

/** The changes as the payload of `alerts_changed`. The most severe mentions come first, so that a cut never hides the worst. */
export function alertsChangedOf(
  changes: AlertChanges,
  delivery: { readonly id: string; readonly truncatedAlerts: number; readonly firingNow: number },
): EventData["alerts_changed"] {
  const mentions = [...changes.mentions.values()];
  const rank = ({ severity }: EpisodeMention): number =>
    severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  return {
    deliveryId: delivery.id,
    fired: changes.fired,
    resolved: changes.resolved,
    firingNow: delivery.firingNow,
    earliestStartsAt: earliestStart(mentions),
    latestEndsAt: latestEnd(mentions),
    episodes: mentions.sort((a, b) => rank(a) - rank(b)).slice(0, MENTIONS),
    truncatedAlerts: delivery.truncatedAlerts,
    services: [...changes.services],
  };
}

/** ISO 8601 in UTC with milliseconds sorts as text. */
export function earliestStart(mentions: readonly EpisodeMention[]): string | null {
  return mentions.reduce<string | null>(
    (earliest, { startsAt }) => (earliest === null || startsAt < earliest ? startsAt : earliest),
    null,
  );
}

function latestEnd(mentions: readonly EpisodeMention[]): string | null {
  return mentions.reduce<string | null>(
    (latest, { endsAt }) => (endsAt !== null && (latest === null || endsAt > latest) ? endsAt : latest),
    null,
  );
}
