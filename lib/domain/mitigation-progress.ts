import type { Effect, EventData, Explanation, RecoveryVerdict, TimelineEvent } from "./events";
import type { RecoveryLimits } from "./mitigation";

export const PROGRESS_STEPS = ["approved", "patched", "rollout", "verify"] as const;
export type ProgressStep = (typeof PROGRESS_STEPS)[number];

/** How far one mitigation has come, from events alone. */
export type MitigationProgress = {
  readonly mitigationId: string;
  readonly steps: readonly {
    readonly step: ProgressStep;
    readonly state: "waiting" | "running" | "done" | "failed" | "unknown";
    readonly at: Date | null;
  }[];
  readonly approvedBy: string | null;
  readonly attempts: number;
  /** The present observation window; null before it and after the verdict. */
  readonly window: {
    readonly since: Date;
    readonly endsAt: Date;
    readonly deadlineAt: Date;
    readonly restarts: number;
    readonly lastBreach: EventData["verification_restarted"] | null;
    readonly limits: RecoveryLimits;
  } | null;
  readonly verdict: {
    readonly verdict: RecoveryVerdict;
    readonly reason: string;
    readonly why?: readonly Explanation[] | undefined;
    readonly effects: readonly Effect[];
  } | null;
  /** Why it failed, or why its outcome is unknown. */
  readonly problem: {
    readonly kind: "failed" | "unknown";
    readonly reason: string;
    readonly why?: Explanation | undefined;
  } | null;
};

type State = {
  -readonly [K in "approvedBy" | "attempts" | "window" | "verdict" | "problem"]: MitigationProgress[K];
};
type Times = Partial<Record<ProgressStep, Date>>;

/** Folds the events of one mitigation. null: it was never approved. */
export function mitigationProgressOf(
  events: readonly TimelineEvent[],
  mitigationId: string,
): MitigationProgress | null {
  const times: Times = {};
  const now: State = {
    approvedBy: null,
    attempts: 0,
    window: null,
    verdict: null,
    problem: null,
  };
  for (const event of events) {
    if (event.kind === "unknown" || !("mitigationId" in event.data) || event.data.mitigationId !== mitigationId)
      continue;
    switch (event.kind) {
      case "mitigation_approved":
        times.approved = event.at;
        now.approvedBy = event.actor.name;
        break;
      case "mitigation_applying":
        now.attempts = event.data.attempt;
        break;
      case "mitigation_patched":
        times.patched = event.at;
        now.problem = null;
        break;
      case "mitigation_applied":
        times.patched ??= event.at;
        times.rollout = event.at;
        now.problem = null;
        break;
      case "mitigation_failed":
        now.problem = { kind: "failed", reason: event.data.reason, why: event.data.why };
        break;
      case "mitigation_unknown":
        now.problem = { kind: "unknown", reason: event.data.reason, why: event.data.why };
        break;
      case "mitigation_settled":
        if (event.data.outcome === "applied") {
          times.patched ??= event.at;
          times.rollout ??= event.at;
          now.problem = null;
        } else now.problem = { kind: "failed", reason: event.data.reason };
        break;
      case "verification_started": {
        const { limits } = event.data;
        const deadlineAt = new Date(event.data.deadlineAt);
        now.window = {
          since: event.at,
          endsAt: after(event.at, limits.windowMs),
          deadlineAt,
          restarts: 0,
          lastBreach: null,
          limits,
        };
        break;
      }
      case "verification_restarted":
        if (now.window) {
          const endsAt = after(event.at, now.window.limits.windowMs);
          now.window = {
            ...now.window,
            since: event.at,
            endsAt,
            restarts: now.window.restarts + 1,
            lastBreach: event.data,
          };
        }
        break;
      case "recovery_checked":
        times.verify = event.at;
        now.verdict = {
          verdict: event.data.verdict,
          reason: event.data.reason,
          why: event.data.why,
          effects: event.data.effects,
        };
        now.window = null;
        break;
      default:
        break;
    }
  }
  if (!times.approved) return null;
  return { mitigationId, steps: stepsOf(times, now.problem, now.verdict), ...now };
}

function stepsOf(
  times: Times,
  problem: MitigationProgress["problem"],
  verdict: MitigationProgress["verdict"],
): MitigationProgress["steps"] {
  const firstOpen = PROGRESS_STEPS.find((step) => times[step] === undefined);
  return PROGRESS_STEPS.map((step) => {
    const at = times[step] ?? null;
    if (step === "verify" && verdict && verdict.verdict !== "recovered") {
      return { step, at, state: verdict.verdict === "inconclusive" ? "unknown" : "failed" };
    }
    if (at) return { step, at, state: "done" };
    if (step !== firstOpen) return { step, at, state: "waiting" };
    return { step, at, state: problem ? problem.kind : "running" };
  });
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
