import { type ChainPhase, goldenChainOf } from "./golden-chain";
import type { Incident } from "./incident";

export const BOARD_GROUPS = ["needs_person", "in_hand", "resolved"] as const;
export type BoardGroup = (typeof BOARD_GROUPS)[number];

/** Why an incident is in its group: the message key of the line under its title. */
export type BoardReason =
  | "nobody_took_it"
  | "over_budget"
  | "not_recovered"
  | "inconclusive"
  | "plan_waits"
  | "cause_unknown"
  | "cause_waits"
  | "mitigating"
  | "verifying"
  | "cleared"
  | "diagnosing"
  | "resolved";

export type BoardNeed = { readonly group: BoardGroup; readonly reason: BoardReason };

type BoardIncident = Parameters<typeof goldenChainOf>[0]["incident"] &
  Pick<Incident, "status" | "firingCount" | "origin"> & {
    readonly verdict: { readonly verdict: string } | null;
    readonly topConfidence: number | null;
    readonly isDiagnosed: boolean;
  };

/**
 * Sorts one incident for the board. Somebody must act when nobody took it, a phase ran over its budget, a recovery was not
 * proved, or a decision waits for a person; a running mitigation or verification within its budget needs nobody.
 */
export function boardNeedOf(input: {
  readonly incident: BoardIncident;
  readonly now: Date;
  readonly windowMs: number;
}): BoardNeed & {
  readonly phase: ChainPhase | null;
  readonly phases: readonly ChainPhase[];
  readonly elapsedMs: number;
} {
  const { incident } = input;
  const chain = goldenChainOf(input);
  const phase = chain.phases.find(({ name }) => name === chain.current) ?? null;
  const rest = { phase, phases: chain.phases, elapsedMs: chain.elapsedMs };
  const needs = (reason: BoardReason) => ({ group: "needs_person" as const, reason, ...rest });
  const inHand = (reason: BoardReason) => ({ group: "in_hand" as const, reason, ...rest });
  if (incident.status === "resolved") return { group: "resolved", reason: "resolved", ...rest };
  const isOver = (phase?.overrunMs ?? 0) > 0;
  if (incident.status === "mitigating") return isOver ? needs("over_budget") : inHand("mitigating");
  if (incident.status === "verifying") return isOver ? needs("over_budget") : inHand("verifying");
  if (incident.acknowledgedAt === null) return needs("nobody_took_it");
  if (incident.verdict?.verdict === "not_recovered") return needs("not_recovered");
  if (incident.verdict?.verdict === "inconclusive") return needs("inconclusive");
  if (isOver) return needs("over_budget");
  if (incident.locatedAt !== null && incident.approvedAt === null) return needs("plan_waits");
  if (incident.isDiagnosed) return inHand(incident.topConfidence === null ? "cause_unknown" : "cause_waits");
  return inHand(incident.firingCount === 0 && incident.origin === "alert" ? "cleared" : "diagnosing");
}
