import { setTimeout as wait } from "node:timers/promises";
import type { TimelineEvent } from "@/lib/domain/events";
import { listenToBoard } from "./live-listener";
import { firstTroubleMs, playScenario, type Stage } from "./player";
import type { Responder } from "./responder";
import type { Scenario } from "./scenario";
import type { GameDayRun, RankedCause } from "./score";

const POLL_MS = 1_000;
/** DECISIONS "Baseline": at least 60 s of healthy traffic that ends 10 s before the trouble. */
const WARM_UP_MS = 75_000;
/** How long after the last step an incident may still need before its recovery is watched. */
const GRACE_MS = 120_000;
/** How long after a verification's deadline the alerts may still need to clear. */
const CLEARING_MS = 30_000;

export type Strategy = "manual" | "guarded" | "auto";

export type RunOptions = {
  readonly appUrl: string;
  readonly scenario: Scenario;
  readonly strategy: Strategy;
  readonly stage: Stage;
  readonly responder: Responder;
  readonly healthySince: Date;
  readonly say: (line: string) => void;
};

/** Plays one scenario while a responder works the incident, and reads the chain's times from its events. */
export async function runGameDay(options: RunOptions): Promise<GameDayRun> {
  const { scenario, stage, responder, say } = options;
  const now = stage.now;
  const notes: string[] = [];
  const listener = listenToBoard(options.appUrl, responder.cookies(), now);
  const abort = new AbortController();
  try {
    const healthyMs = now().getTime() - options.healthySince.getTime();
    const warmUpMs = WARM_UP_MS - healthyMs - firstTroubleMs(scenario);
    if (warmUpMs > 0) {
      say(`warming up ${Math.ceil(warmUpMs / 1_000)} s, until there is a baseline`);
      await wait(warmUpMs);
    }
    const startedAt = now();
    let faultAt: Date | null = null;
    const played = playScenario(
      {
        ...stage,
        onStep: (step) => {
          if (faultAt === null && !step.what.includes('"clear"')) faultAt = step.at;
          say(`${step.at.toISOString()} ${step.what}`);
          stage.onStep(step);
        },
      },
      scenario,
      abort.signal,
    );
    const lastStepMs = Math.max(...scenario.steps.map((step) => step.at));
    const deadlineMs = startedAt.getTime() + lastStepMs + GRACE_MS;
    const worked = respond({ ...options, startedAt, deadlineMs, notes, signal: abort.signal });
    // A step that the stack refuses ends the run at once: what would be measured is not the scenario.
    const acted = await Promise.race([worked, played.then(() => worked)]);
    abort.abort();
    // The last step is done with, or called off, before the next run sets the stage.
    await Promise.allSettled([played]);
    const run = readRun(acted.events, faultAt, acted.incidentId ? listener.firstSeen(acted.incidentId) : null);
    const isRollbackWrong = scenario.expect !== undefined && scenario.expect.mitigation !== "rollback";
    return { ...run, wrongAction: isRollbackWrong && proposedRollback(acted.events), notes };
  } finally {
    abort.abort();
    await listener.close();
  }
}

type Acted = { readonly incidentId: string | null; readonly events: readonly TimelineEvent[] };

/** Acknowledges, plans and approves as the strategy allows, until the incident is resolved or the deadline passes. */
async function respond(
  options: RunOptions & { startedAt: Date; deadlineMs: number; notes: string[]; signal: AbortSignal },
): Promise<Acted> {
  const { responder, scenario, stage, strategy, notes, say, startedAt, deadlineMs, signal } = options;
  let incidentId: string | null = null;
  let events: readonly TimelineEvent[] = [];
  let hasPlanned = false;
  while (stage.now().getTime() < Math.max(deadlineMs, verificationEndMs(events) + CLEARING_MS)) {
    await wait(POLL_MS, undefined, { signal });
    if (incidentId === null) {
      const opened = await responder.incidentsSince(startedAt);
      const incident = opened.filter((candidate) => candidate.origin === "alert").at(-1);
      if (incident === undefined) continue;
      incidentId = incident.id;
      say(`incident #${incident.number} ${incident.title}`);
      await responder.acknowledge(incidentId);
    }
    events = await responder.events(incidentId);
    if (events.some((event) => event.kind === "resolved")) break;
    if (strategy === "manual" || hasPlanned) continue;
    const diagnosed = events.findLast((event) => event.kind === "diagnosed");
    const top = diagnosed?.kind === "diagnosed" ? diagnosed.data.hypotheses[0] : undefined;
    if (top?.mitigation !== "rollback" || (diagnosed?.kind === "diagnosed" && diagnosed.data.isInsufficient)) continue;
    hasPlanned = true;
    say(`top hypothesis ${top.cause.service} ${top.cause.trigger} ${top.confidence.toFixed(2)}: planning a rollback`);
    const plan = await responder.planRollback(incidentId, top.cause.service);
    if (typeof plan === "string") {
      notes.push(`plan refused: ${plan}`);
      hasPlanned = false;
      continue;
    }
    const refusal = await responder.approve(plan);
    if (refusal !== null) notes.push(`approval refused: ${refusal}`);
    say(refusal === null ? "rollback approved" : `approval refused: ${refusal}`);
  }
  if (scenario.expect?.incident !== false && incidentId === null) notes.push("no incident before the deadline");
  return { incidentId, events };
}

/** When the newest verification must have ended, epoch milliseconds; −∞ before there is one. */
function verificationEndMs(events: readonly TimelineEvent[]): number {
  const started = events.findLast((event) => event.kind === "verification_started");
  return started?.kind === "verification_started" ? Date.parse(started.data.deadlineAt) : Number.NEGATIVE_INFINITY;
}

/** Reads a run's times and outcome from the incident's events. */
function readRun(
  events: readonly TimelineEvent[],
  faultAt: Date | null,
  shownAt: Date | null,
): Omit<GameDayRun, "notes"> {
  const first = (kind: TimelineEvent["kind"]) => events.find((event) => event.kind === kind);
  const recorded = (kind: TimelineEvent["kind"]) => first(kind)?.recordedAt.toISOString() ?? null;
  const diagnoses = events.flatMap((event) => (event.kind === "diagnosed" ? [event] : []));
  // What was believed when somebody acted, else the last word: later diagnoses see a world already cured.
  const plannedSeq = first("mitigation_planned")?.seq ?? Number.POSITIVE_INFINITY;
  const decisive =
    diagnoses.findLast((event) => event.seq < plannedSeq && !event.data.isInsufficient) ?? diagnoses.at(-1);
  const hypotheses: RankedCause[] = (decisive?.data.hypotheses ?? []).map((h) => ({
    ...h.cause,
    confidence: h.confidence,
  }));
  const opened = first("opened");
  const verdict = events.findLast((event) => event.kind === "recovery_checked");
  const resolved = first("resolved");
  const hasRollback = first("mitigation_approved") !== undefined;
  const hasFailed = events.some((event) => event.kind === "mitigation_failed" || event.kind === "mitigation_unknown");
  const mitigation = decisive?.data.hypotheses[0]?.mitigation ?? "none";
  return {
    faultAt: faultAt?.toISOString() ?? null,
    firstAlertAt: opened?.kind === "opened" ? opened.data.detectedAt : null,
    incidentAt: opened?.recordedAt.toISOString() ?? null,
    shownAt: shownAt?.toISOString() ?? null,
    diagnosedAt: recorded("diagnosed"),
    proposedAt: recorded("mitigation_planned"),
    approvedAt: recorded("mitigation_approved"),
    appliedAt: recorded("mitigation_applied"),
    recoveredAt:
      verdict?.kind === "recovery_checked" && verdict.data.verdict === "recovered" ? verdict.data.windowStartAt : null,
    verifiedAt: verdict?.recordedAt.toISOString() ?? null,
    closedAt: resolved?.recordedAt.toISOString() ?? null,
    hypotheses,
    classes: [...new Set(diagnoses.flatMap((event) => event.data.classes))],
    mitigation: hasRollback ? "rollback" : mitigation,
    wrongAction: false,
    rollback: !hasRollback
      ? null
      : hasFailed
        ? "failed"
        : verdict?.kind === "recovery_checked"
          ? verdict.data.verdict
          : "inconclusive",
  };
}

/** A rollback was recommended by a sufficient diagnosis or planned, at any moment of the incident. */
function proposedRollback(events: readonly TimelineEvent[]): boolean {
  return events.some(
    (event) =>
      event.kind === "mitigation_planned" ||
      (event.kind === "diagnosed" && !event.data.isInsufficient && event.data.hypotheses[0]?.mitigation === "rollback"),
  );
}
