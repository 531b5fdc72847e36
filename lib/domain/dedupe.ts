import type { AlertSignal } from "./alert";

/** What is remembered of one firing period of one alert (team + fingerprint). */
export type EpisodeState = {
  readonly id: string;
  readonly incidentId: string | null;
  /** Part of the episode's identity: the startsAt that opened it. */
  readonly startsAt: Date;
  /** Earliest startsAt among the firings that joined it. */
  readonly firstStartsAt: Date;
  /** Latest one: a resolve that ended before it is stale. */
  readonly lastStartsAt: Date;
  /** null while it fires. */
  readonly endsAt: Date | null;
};

/** What one signal means, given the alert's episodes. `episode` is the state afterwards. */
export type EpisodeDecision = {
  readonly kind:
    | "opened"
    /** An open episode turns out to have begun earlier. */
    | "brought_forward"
    /** A later startsAt of an episode that is open anyway: remembered, and nothing else. */
    | "continued"
    | "closed"
    /** A resolve whose firing was never seen: kept as a closed episode, no incident. */
    | "recorded_closed"
    | "duplicate";
  readonly episode: EpisodeState;
};

/** A sender's clock may run ahead this much; a later end is taken for a mistake and replaced by the time of receipt. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Never before the start, never far in the future: a wrong end must not swallow the alert's later episodes. */
function endOf(signal: AlertSignal, receivedAt: Date): Date {
  const told = signal.endsAt ?? receivedAt;
  const end = told.getTime() > receivedAt.getTime() + CLOCK_SKEW_MS ? receivedAt : told;
  return later(end, signal.startsAt);
}

function earlier(a: Date, b: Date): Date {
  return a <= b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a >= b ? a : b;
}

/**
 * Decides what a signal means. `known` holds the alert's episodes: the one with the signal's startsAt when there is one,
 * the open one, and the newest closed ones, in any order. Deliveries may be repeated, doubled by a second Alertmanager,
 * out of order, or resolved before firing; each of them gives the same episodes in the end.
 */
export function dedupe(
  known: readonly EpisodeState[],
  signal: AlertSignal,
  { receivedAt, newId }: { readonly receivedAt: Date; readonly newId: () => string },
): EpisodeDecision {
  const same = known.find((episode) => episode.startsAt.getTime() === signal.startsAt.getTime());
  const open = known.find((episode) => episode.endsAt === null);
  return signal.status === "firing"
    ? firing({ known, same, open }, signal, newId)
    : resolved({ known, same, open }, signal, { end: endOf(signal, receivedAt), newId });
}

type Known = {
  readonly known: readonly EpisodeState[];
  readonly same: EpisodeState | undefined;
  readonly open: EpisodeState | undefined;
};

function fresh(signal: AlertSignal, id: string, endsAt: Date | null): EpisodeState {
  const { startsAt } = signal;
  return { id, incidentId: null, startsAt, firstStartsAt: startsAt, lastStartsAt: startsAt, endsAt };
}

function firing({ known, same, open }: Known, signal: AlertSignal, newId: () => string): EpisodeDecision {
  // A firing that arrives after its own resolve is late news.
  if (same && same.endsAt !== null) return { kind: "duplicate", episode: same };
  if (open) {
    const episode = {
      ...open,
      firstStartsAt: earlier(open.firstStartsAt, signal.startsAt),
      lastStartsAt: later(open.lastStartsAt, signal.startsAt),
    };
    if (signal.startsAt < open.firstStartsAt) {
      // Before the end of a period that is over, it belongs to that one.
      const past = coveringEpisode(known, signal);
      return past ? { kind: "duplicate", episode: past } : { kind: "brought_forward", episode };
    }
    return { kind: signal.startsAt > open.lastStartsAt ? "continued" : "duplicate", episode };
  }
  const past = coveringEpisode(known, signal);
  return past ? { kind: "duplicate", episode: past } : { kind: "opened", episode: fresh(signal, newId(), null) };
}

/** The closed episode that ended after this startsAt, the latest first: a new episode starts at or after the end of the last. */
function coveringEpisode(known: readonly EpisodeState[], signal: AlertSignal): EpisodeState | undefined {
  return known
    .filter((episode) => episode.endsAt !== null && signal.startsAt < episode.endsAt)
    .sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime())[0];
}

function resolved(
  { known, same, open }: Known,
  signal: AlertSignal,
  { end, newId }: { readonly end: Date; readonly newId: () => string },
): EpisodeDecision {
  if (same && same.endsAt !== null) return { kind: "duplicate", episode: same };
  // Over before the open one began: an earlier period of the alert, not this one.
  const isPast = open !== undefined && signal.startsAt < open.firstStartsAt && end <= open.firstStartsAt;
  // A firing that began at this very end came after it.
  const isStale =
    open !== undefined &&
    (end < open.lastStartsAt || (end <= open.lastStartsAt && signal.startsAt < open.lastStartsAt));
  if (open && !isPast && !isStale) {
    const firstStartsAt = earlier(open.firstStartsAt, signal.startsAt);
    const lastStartsAt = later(open.lastStartsAt, signal.startsAt);
    return { kind: "closed", episode: { ...open, firstStartsAt, lastStartsAt, endsAt: end } };
  }
  // The alert fired again since: the end of an earlier stretch of the open episode is no news.
  if (open && !isPast) return { kind: "duplicate", episode: open };
  if (same) return { kind: "duplicate", episode: same };
  const covered = known.find((episode) => overlaps(episode, signal.startsAt, end));
  if (covered) return { kind: "duplicate", episode: covered };
  return { kind: "recorded_closed", episode: fresh(signal, newId(), end) };
}

/** True when a closed episode and the period share time; a period that only touches it begins or ends another one. */
function overlaps({ firstStartsAt, endsAt }: EpisodeState, from: Date, to: Date): boolean {
  if (endsAt === null || from > endsAt || to < firstStartsAt) return false;
  const isNext = from >= endsAt && to > endsAt;
  const isPrevious = to <= firstStartsAt && from < firstStartsAt;
  return !isNext && !isPrevious;
}
