import type { MitigationDetail } from "@/lib/contracts/incident-page";
import type { Diagnosis, Hypothesis } from "@/lib/domain/cause";
import type { TimelineEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import { type MitigationProgress, mitigationProgressOf } from "@/lib/domain/mitigation-progress";

/** What the DO panel is about, in the order in which the cases win. */
export type DoView =
  | { readonly kind: "resolved" }
  /** Approved, and its verdict not yet spoken. */
  | { readonly kind: "progress"; readonly progress: MitigationProgress; readonly mitigation: MitigationDetail | null }
  /** Failed, unknown, not recovered or inconclusive: a person decides what is next. */
  | { readonly kind: "ended"; readonly progress: MitigationProgress; readonly mitigation: MitigationDetail | null }
  /** Alerts cleared without a mitigation: the same window runs. */
  | { readonly kind: "watching" }
  | { readonly kind: "rollback"; readonly hypothesis: Hypothesis; readonly plan: MitigationDetail | null }
  | {
      readonly kind: "no_rollback";
      readonly reason: "not_diagnosed" | "insufficient" | "no_cause" | "other";
      readonly hypothesis: Hypothesis | null;
    };

export function doViewOf(input: {
  readonly incident: Incident;
  readonly events: readonly TimelineEvent[];
  readonly diagnosis: Diagnosis | null;
  readonly mitigations: readonly MitigationDetail[];
  readonly nowMs: number;
}): DoView {
  const { incident, events, diagnosis, mitigations, nowMs } = input;
  if (incident.status === "resolved") return { kind: "resolved" };
  const approved = events.findLast((event) => event.kind === "mitigation_approved");
  const progress =
    approved?.kind === "mitigation_approved" ? mitigationProgressOf(events, approved.data.mitigationId) : null;
  if (progress) {
    const mitigation = mitigations.find(({ id }) => id === progress.mitigationId) ?? null;
    const hasEnded =
      progress.problem !== null || (progress.verdict !== null && progress.verdict.verdict !== "recovered");
    return { kind: hasEnded ? "ended" : "progress", progress, mitigation };
  }
  if (incident.status === "verifying") return { kind: "watching" };
  const rejected = new Set(
    events.flatMap((event) =>
      event.kind === "hypothesis_judged" && event.data.verdict === "rejected" ? [event.data.hypothesisId] : [],
    ),
  );
  const top = diagnosis?.hypotheses.find(({ id }) => !rejected.has(id)) ?? null;
  if (diagnosis === null) return { kind: "no_rollback", reason: "not_diagnosed", hypothesis: null };
  if (diagnosis.isInsufficient) return { kind: "no_rollback", reason: "insufficient", hypothesis: top };
  if (top === null) return { kind: "no_rollback", reason: "no_cause", hypothesis: null };
  if (top.mitigation !== "rollback") return { kind: "no_rollback", reason: "other", hypothesis: top };
  return { kind: "rollback", hypothesis: top, plan: currentPlanOf(mitigations, nowMs) };
}

/** The newest plan that can still be approved. */
export function currentPlanOf(mitigations: readonly MitigationDetail[], nowMs: number): MitigationDetail | null {
  return (
    mitigations.findLast(({ status, preview }) => status === "planned" && preview.expiresAt.getTime() > nowMs) ?? null
  );
}
