import type { AlertEpisode } from "./alert";
import type { EpisodeMention, MovedAlerts } from "./events";
import { SEVERITIES, type Severity, worseSeverity } from "./severity";

const MENTIONS = 20;

export function mentionOf(episode: AlertEpisode): EpisodeMention {
  return {
    episodeId: episode.id,
    fingerprint: episode.fingerprint,
    alertname: episode.alertname,
    service: episode.service,
    severity: episode.severity,
    status: episode.endsAt === null ? "firing" : "resolved",
    startsAt: episode.startsAt.toISOString(),
    endsAt: episode.endsAt?.toISOString() ?? null,
    summary: episode.summary,
  };
}

/** The first 20, the most severe first, so that a cut never hides the worst. */
export function mentionsOf(episodes: readonly AlertEpisode[]): readonly EpisodeMention[] {
  const rank = ({ severity }: AlertEpisode): number =>
    severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  return [...episodes]
    .sort((a, b) => rank(a) - rank(b) || a.startsAt.getTime() - b.startsAt.getTime())
    .slice(0, MENTIONS)
    .map(mentionOf);
}

/** What the incident that gets these alerts has to know of them. */
export function movedAlertsOf(episodes: readonly AlertEpisode[]): MovedAlerts {
  const starts = episodes.map(({ startsAt }) => startsAt.getTime());
  return {
    moved: episodes.length,
    firing: episodes.filter(({ endsAt }) => endsAt === null).length,
    earliestStartsAt: starts.length === 0 ? null : new Date(starts.reduce((a, b) => Math.min(a, b))).toISOString(),
    severity: worstSeverity(episodes),
    services: [...new Set(episodes.map(({ service }) => service))],
    episodes: mentionsOf(episodes),
  };
}

export function worstSeverity(episodes: readonly Pick<AlertEpisode, "severity">[]): Severity | null {
  return episodes.reduce<Severity | null>(
    (worst, { severity }) =>
      worst === null || severity === null ? (worst ?? severity) : worseSeverity(worst, severity),
    null,
  );
}
