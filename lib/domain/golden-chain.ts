import type { TimelineEvent } from "./events";
import type { Incident } from "./incident";

/** Alert → hot fix → closure in 17 minutes. Detect is shown before the clock and has no budget. */
export const PHASES = ["detect", "acknowledge", "locate", "validate", "mitigate", "close"] as const;
export type PhaseName = (typeof PHASES)[number];

export const PHASE_BUDGET_MS: Readonly<Record<PhaseName, number | null>> = {
  detect: null,
  acknowledge: 120_000,
  locate: 300_000,
  validate: 180_000,
  mitigate: 240_000,
  close: 180_000,
};

export const CHAIN_BUDGET_MS = 1_020_000;
export const DEFAULT_WINDOW_MS = 180_000;
const CLOSE_SLACK_MS = 30_000;

export type ChainPhase = {
  readonly name: PhaseName;
  /** pending: not measurable yet (detect without an impact start); skipped: never needed, not applicable. */
  readonly state: "done" | "running" | "ahead" | "skipped" | "pending";
  readonly start: Date | null;
  readonly end: Date | null;
  readonly elapsedMs: number;
  readonly budgetMs: number | null;
  /** Beyond the budget; for `close` beyond the observation window + 30 s. */
  readonly overrunMs: number;
};

export type GoldenChain = {
  readonly phases: readonly ChainPhase[];
  readonly current: PhaseName | null;
  readonly elapsedMs: number;
  readonly remainingMs: number;
  readonly overrunMs: number;
  readonly totalMs: number;
  readonly isRunning: boolean;
};

type TimedIncident = Pick<
  Incident,
  "impactStartAt" | "detectedAt" | "acknowledgedAt" | "locatedAt" | "approvedAt" | "appliedAt" | "resolvedAt"
>;

/** The newest observation window that the events name, in milliseconds; 3 minutes before there is one. */
export function observationWindowMs(events: readonly TimelineEvent[]): number {
  const started = events.findLast((event) => event.kind === "verification_started");
  return started?.kind === "verification_started" ? started.data.limits.windowMs : DEFAULT_WINDOW_MS;
}

/**
 * The clock of an incident, from its folded events only. Phases end at: acknowledged · hypothesis accepted or first plan made ·
 * mitigation approved · rollout complete · resolved. Each begins where the one before ended.
 */
export function goldenChainOf({
  incident,
  now,
  windowMs = DEFAULT_WINDOW_MS,
}: {
  readonly incident: TimedIncident;
  readonly now: Date;
  readonly windowMs?: number;
}): GoldenChain {
  const ends: readonly (readonly [PhaseName, Date | null])[] = [
    ["acknowledge", incident.acknowledgedAt],
    ["locate", incident.locatedAt],
    ["validate", incident.approvedAt],
    ["mitigate", incident.appliedAt],
    ["close", incident.resolvedAt],
  ];
  const phases: ChainPhase[] = [detectPhase(incident)];
  let cursor = incident.detectedAt;
  let isRunningFound = false;
  ends.forEach(([name, end], index) => {
    const isOvertaken = ends.slice(index + 1).some(([, later]) => later !== null);
    if (end !== null) {
      // |--acknowledge--|--locate--|   an end before the previous one took no time of its own
      const start = cursor;
      const stop = new Date(Math.max(end.getTime(), cursor.getTime()));
      phases.push(phaseOf({ name, state: "done", start, end: stop, until: stop, windowMs }));
      cursor = stop;
    } else if (isOvertaken) {
      phases.push(idlePhase(name, "skipped"));
    } else if (!isRunningFound) {
      isRunningFound = true;
      phases.push(phaseOf({ name, state: "running", start: cursor, end: null, until: now, windowMs }));
    } else {
      phases.push(idlePhase(name, "ahead"));
    }
  });
  const until = incident.resolvedAt ?? now;
  const elapsedMs = Math.max(0, until.getTime() - incident.detectedAt.getTime());
  return {
    phases,
    current: phases.find((phase) => phase.state === "running")?.name ?? null,
    elapsedMs,
    remainingMs: Math.max(0, CHAIN_BUDGET_MS - elapsedMs),
    overrunMs: Math.max(0, elapsedMs - CHAIN_BUDGET_MS),
    totalMs: CHAIN_BUDGET_MS,
    isRunning: incident.resolvedAt === null,
  };
}

function detectPhase({ impactStartAt, detectedAt }: TimedIncident): ChainPhase {
  if (impactStartAt === null) return idlePhase("detect", "pending");
  const elapsedMs = Math.max(0, detectedAt.getTime() - impactStartAt.getTime());
  return {
    name: "detect",
    state: "done",
    start: impactStartAt,
    end: detectedAt,
    elapsedMs,
    budgetMs: null,
    overrunMs: 0,
  };
}

function phaseOf(input: {
  name: PhaseName;
  state: "done" | "running";
  start: Date;
  end: Date | null;
  until: Date;
  windowMs: number;
}): ChainPhase {
  const { name, state, start, end, until, windowMs } = input;
  const budgetMs = PHASE_BUDGET_MS[name];
  const elapsedMs = Math.max(0, until.getTime() - start.getTime());
  const limitMs = name === "close" ? windowMs + CLOSE_SLACK_MS : (budgetMs ?? Number.POSITIVE_INFINITY);
  return { name, state, start, end, elapsedMs, budgetMs, overrunMs: Math.max(0, elapsedMs - limitMs) };
}

function idlePhase(name: PhaseName, state: "ahead" | "skipped" | "pending"): ChainPhase {
  return { name, state, start: null, end: null, elapsedMs: 0, budgetMs: PHASE_BUDGET_MS[name], overrunMs: 0 };
}
