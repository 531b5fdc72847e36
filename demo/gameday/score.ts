import type { Cause, FaultClass } from "@/lib/domain/cause";
import type { Scenario } from "./scenario";

export type RankedCause = Cause & { readonly confidence: number };

/** One run as CONTRACTS "Game-day JSON" gives it; absent steps are null. */
export type GameDayRun = {
  readonly faultAt: string | null;
  readonly firstAlertAt: string | null;
  readonly incidentAt: string | null;
  readonly shownAt: string | null;
  readonly diagnosedAt: string | null;
  readonly proposedAt: string | null;
  readonly approvedAt: string | null;
  readonly appliedAt: string | null;
  readonly recoveredAt: string | null;
  readonly verifiedAt: string | null;
  readonly closedAt: string | null;
  readonly hypotheses: readonly RankedCause[];
  readonly classes: readonly FaultClass[];
  readonly mitigation: string;
  readonly wrongAction: boolean;
  /** Outcome of the rollback that was carried out; null when none was. */
  readonly rollback: "recovered" | "not_recovered" | "inconclusive" | "failed" | null;
  readonly notes: readonly string[];
};

export type GameDaySummary = {
  readonly top1: number;
  readonly top3: number;
  readonly strictTop1: number;
  readonly n: number;
  readonly recoverySeconds: { readonly p50: number | null; readonly p95: number | null };
  readonly rollback: { readonly attempted: number; readonly succeeded: number };
  readonly wrongActions: number;
};

type Expectation = NonNullable<Scenario["expect"]>;

const isRight = (expected: Expectation, cause: Cause | undefined) =>
  cause !== undefined && cause.service === expected.service && cause.trigger === expected.trigger;

/** Top-1 is right when service and trigger are; strictly so when the mechanism is too. Shares of all runs. */
export function summarise(runs: readonly GameDayRun[], expected: Expectation | undefined): GameDaySummary {
  const n = runs.length;
  const share = (test: (run: GameDayRun) => boolean) => (n === 0 ? 0 : runs.filter(test).length / n);
  const seconds = runs
    .flatMap((run) =>
      run.faultAt && run.recoveredAt ? [(Date.parse(run.recoveredAt) - Date.parse(run.faultAt)) / 1_000] : [],
    )
    .sort((a, b) => a - b);
  return {
    top1: expected ? share((run) => isRight(expected, run.hypotheses[0])) : 0,
    top3: expected ? share((run) => run.hypotheses.slice(0, 3).some((cause) => isRight(expected, cause))) : 0,
    strictTop1: expected
      ? share((run) => isRight(expected, run.hypotheses[0]) && run.hypotheses[0]?.mechanism === expected.mechanism)
      : 0,
    n,
    recoverySeconds: { p50: nearestRank(seconds, 0.5), p95: nearestRank(seconds, 0.95) },
    rollback: {
      attempted: runs.filter((run) => run.rollback !== null).length,
      succeeded: runs.filter((run) => run.rollback === "recovered").length,
    },
    wrongActions: runs.filter((run) => run.wrongAction).length,
  };
}

/** What the scenario expected and the run did not show; empty when all of it was. */
export function missedExpectations(run: GameDayRun, expected: Expectation | undefined): readonly string[] {
  if (expected === undefined) return [];
  const missed: string[] = [];
  if (expected.incident !== (run.incidentAt !== null))
    missed.push(expected.incident ? "no incident opened" : "an incident opened");
  if (!expected.incident) return missed;
  const top = run.hypotheses[0];
  if (!isRight(expected, top)) {
    missed.push(
      `top hypothesis ${top ? `${top.service}/${top.trigger}` : "none"}, expected ${expected.service}/${expected.trigger}`,
    );
  }
  for (const faultClass of expected.class)
    if (!run.classes.includes(faultClass)) missed.push(`class ${faultClass} not seen`);
  if (run.mitigation !== expected.mitigation)
    missed.push(`mitigation ${run.mitigation}, expected ${expected.mitigation}`);
  if (run.wrongAction) missed.push("a rollback was proposed where none is right");
  if (expected.mitigation === "rollback" && run.rollback !== "recovered")
    missed.push(`rollback ${run.rollback ?? "not attempted"}, expected recovered`);
  return missed;
}

/** Nearest-rank quantile of sorted values; null when there are none. */
function nearestRank(sorted: readonly number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}
