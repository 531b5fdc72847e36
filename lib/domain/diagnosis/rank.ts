import type { Diagnosis, EvidenceItem, FaultClass, Hypothesis } from "../cause";
import { FAULT_CLASSES } from "../cause";
import { compareText } from "../text-order";
import { type Candidate, candidatesOf } from "./candidates";
import type { DiagnosisFacts } from "./facts";
import { faultClassesOf } from "./fault-classes";
import { mechanismOf, mitigationOf } from "./mechanism";
import { readingsOf } from "./readings";
import { logOddsOf, type Observation, weigh } from "./weigh";
import { DEPENDENCE, PRIORS, type RuleName, weightOf } from "./weights";

export type Ranking = Pick<Diagnosis, "unexplained" | "isInsufficient" | "onsetAt" | "classes"> & {
  /** Without ids: the caller names what it stores. */
  readonly hypotheses: readonly Omit<Hypothesis, "id">[];
};

const SHOWN = 3;
const WORTH_SHOWING = 0.01;
const ENOUGH = 0.5;
/** A cause is only named when something says where it is: a coincidence in time is not enough. */
const LOCATING: ReadonlySet<RuleName> = new Set([
  "self_time_here",
  "errors_start_here",
  "deepest_affected",
  "runtime_growth_here",
  "new_version_worse",
  "new_version_slower_inside",
  "calls_worse",
]);

/** Facts → at most three hypotheses with their posterior beside "something not in the model", each citing stored evidence. Pure. */
export function rankHypotheses(facts: DiagnosisFacts): Ranking {
  const readings = readingsOf(facts);
  const weighed = candidatesOf(facts, readings).map((candidate) => {
    const observations = weigh(candidate, facts, readings);
    return { candidate, observations, score: logOddsOf(observations) / DEPENDENCE };
  });
  const posteriors = posteriorsOf(weighed);
  const ranked = weighed
    .map((entry, index) => ({ ...entry, confidence: posteriors.each[index] ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence || compareText(a.candidate.service, b.candidate.service));
  const [best] = ranked;
  const isInsufficient =
    facts.current === null ||
    !readings.isAnythingWrong ||
    best === undefined ||
    best.confidence < ENOUGH ||
    !best.observations.some(({ rule, counts }) => counts && LOCATING.has(rule));
  const hypotheses = ranked
    .filter(({ confidence }) => confidence >= WORTH_SHOWING)
    .slice(0, SHOWN)
    .map(({ candidate, observations, confidence }, index): Omit<Hypothesis, "id"> => {
      const mechanism = mechanismOf(candidate, readings);
      const isTrusted = index === 0 && !isInsufficient;
      return {
        rank: index + 1,
        cause: { service: candidate.service, trigger: candidate.trigger, mechanism },
        version: candidate.trigger === "release" ? (candidate.change?.version ?? null) : null,
        confidence,
        evidence: evidenceOf(observations),
        // Only what is believed is acted on: a weaker hypothesis proposes nothing.
        mitigation: isTrusted ? mitigationOf(candidate, mechanism) : "none",
      };
    });
  return {
    hypotheses,
    unexplained: posteriors.unexplained,
    isInsufficient,
    onsetAt: readings.onset?.at ?? null,
    classes: classesOf(facts, readings.onset?.at ?? facts.firstAlertAt),
  };
}

/** Softmax of prior × evidence over all candidates and "something not in the model". */
function posteriorsOf(weighed: readonly { readonly candidate: Candidate; readonly score: number }[]): {
  readonly each: readonly number[];
  readonly unexplained: number;
} {
  const counts = new Map<string, number>();
  for (const { candidate } of weighed) counts.set(candidate.trigger, (counts.get(candidate.trigger) ?? 0) + 1);
  const logits = weighed.map(
    ({ candidate, score }) => Math.log((PRIORS[candidate.trigger] ?? 1) / (counts.get(candidate.trigger) ?? 1)) + score,
  );
  const rest = Math.log(PRIORS.none);
  const highest = Math.max(rest, ...logits);
  const odds = logits.map((logit) => Math.exp(logit - highest));
  const restOdds = Math.exp(rest - highest);
  const total = odds.reduce((sum, value) => sum + value, restOdds);
  return { each: odds.map((value) => value / total), unexplained: restOdds / total };
}

function evidenceOf(observations: readonly Observation[]): readonly EvidenceItem[] {
  return [...observations]
    .sort((a, b) => Math.abs(weightOf(b.rule)) - Math.abs(weightOf(a.rule)) || compareText(a.rule, b.rule))
    .map(({ rule, params, ref, traceIds = [], counts }): EvidenceItem => {
      const weight = weightOf(rule);
      return {
        id: ref.id,
        rule,
        effect: !counts ? "neutral" : weight > 0 ? "supports" : "contradicts",
        params,
        source: ref.source,
        query: ref.query,
        n: ref.n,
        at: ref.at,
        traceIds,
      };
    });
}

function classesOf(facts: DiagnosisFacts, since: Date): readonly FaultClass[] {
  const held = new Set(
    facts.signals.flatMap(({ service, fact }) =>
      fact === null
        ? []
        : faultClassesOf(fact.value, {
            objectiveMs: facts.objectivesMs[service] ?? 300,
            sinceMs: since.getTime() - fact.value.grid.stepMs,
            deviationForMs: facts.deviationForMs,
          }),
    ),
  );
  return FAULT_CLASSES.filter((name) => held.has(name));
}
