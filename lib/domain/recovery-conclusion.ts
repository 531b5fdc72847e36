import { FIREBREAK } from "./actor";
import type { Explanation, NewEvent } from "./events";
import type { WindowSummary } from "./measurement";
import type { RecoveryLimits } from "./mitigation";
import { effectsOf, type VerificationResult } from "./verification";

/** The service over the stretches that tell what a mitigation did; null = not measured. */
export type EffectSummaries = {
  readonly before: WindowSummary | null;
  readonly after: WindowSummary | null;
  /** From approval to rollout complete. */
  readonly duringRollback: WindowSummary | null;
};

/** The event that closes a verification: verdict, its reason in a sentence, and the effect in numbers. */
export function recoveryCheckedEvent(input: {
  readonly at: Date;
  readonly mitigationId: string | null;
  readonly limits: RecoveryLimits;
  readonly result: VerificationResult;
  readonly summaries: EffectSummaries;
}): Extract<NewEvent, { kind: "recovery_checked" }> {
  const { at, mitigationId, limits, result, summaries } = input;
  return {
    kind: "recovery_checked",
    at,
    actor: FIREBREAK,
    data: {
      mitigationId,
      verdict: result.verdict,
      reason: `${reasonText(result, limits, summaries.after)}${droppedText(summaries.duringRollback)}`,
      why: [whyOf(result, limits, summaries.after), ...whyDropped(summaries.duringRollback)],
      windowStartAt: result.windowStartAt?.toISOString() ?? null,
      windowEndAt: result.windowEndAt?.toISOString() ?? null,
      effects: effectsOf(summaries.before, summaries.after),
    },
  };
}

function reasonText(
  { verdict, reason }: VerificationResult,
  limits: RecoveryLimits,
  after: WindowSummary | null,
): string {
  if (verdict !== "recovered") return reason;
  const p95Ms = after?.p95Ms ?? null;
  const p95 = p95Ms === null ? "" : `, p95 ${Math.round(p95Ms)} ms`;
  return `Every look within the limits for ${Math.round(limits.windowMs / 1_000)} s${p95}, n = ${Math.round(after?.n ?? 0)}.`;
}

/** The same as message keys. */
function whyOf({ verdict, why }: VerificationResult, limits: RecoveryLimits, after: WindowSummary | null): Explanation {
  if (verdict !== "recovered") return why;
  const p95Ms = after?.p95Ms ?? null;
  const base = { windowMs: limits.windowMs, n: Math.round(after?.n ?? 0) };
  return p95Ms === null
    ? { key: "held", params: base }
    : { key: "held_p95", params: { ...base, p95Ms: Math.round(p95Ms) } };
}

function whyDropped(during: WindowSummary | null): readonly Explanation[] {
  const n = Math.round(during?.n ?? 0);
  if (during === null || during.errorRatio === null || n === 0) return [];
  return [{ key: "dropped", params: { failed: Math.round(during.errorRatio * n), n } }];
}

/** Requests that failed while the rollback ran. Source: SPEC 1.7. */
function droppedText(during: WindowSummary | null): string {
  const n = Math.round(during?.n ?? 0);
  if (during === null || during.errorRatio === null || n === 0) return "";
  return ` ${Math.round(during.errorRatio * n)} of ${n} requests failed during the rollback.`;
}
