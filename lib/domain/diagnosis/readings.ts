import { callGraphOf } from "../call-graph";
import type { Breaker } from "../measurement";
import { type Anomaly, anomalyOf, isAnomalous, MIN_REQUESTS } from "./anomaly";
import { type OutsideCalls, outsideCallsOf } from "./calls";
import { type ErrorOrigins, errorOriginsOf } from "./error-origin";
import { type ExtraTime, extraTimeOf } from "./extra-time";
import type { DiagnosisFacts } from "./facts";
import { type Onset, onsetOf } from "./onset";

/** What the facts say, worked out once for all hypotheses. */
export type Readings = {
  readonly known: ReadonlySet<string>;
  readonly anomalies: ReadonlyMap<string, Anomaly>;
  readonly isAnythingWrong: boolean;
  readonly onset: Onset | null;
  readonly extraTime: ExtraTime | null;
  readonly origins: ErrorOrigins | null;
  readonly callsBefore: ReadonlyMap<string, OutsideCalls>;
  readonly callsNow: ReadonlyMap<string, OutsideCalls>;
  readonly edges: readonly { readonly caller: string; readonly callee: string }[];
  readonly openBreakers: readonly Breaker[];
  readonly growth: TrafficGrowth | null;
};

export type TrafficGrowth = {
  readonly service: string;
  readonly beforePerS: number;
  readonly nowPerS: number;
  readonly ratio: number;
};

export function readingsOf(facts: DiagnosisFacts): Readings {
  const known = new Set(facts.knownServices);
  const normal = facts.normalTraces?.value ?? [];
  const current = facts.currentTraces?.value ?? [];
  const failed = facts.failedTraces?.value ?? [];
  for (const trace of [...normal, ...current, ...failed]) for (const span of trace.spans) known.add(span.service);

  const anomalies = anomaliesOf(facts);
  const outside = (calls: readonly OutsideCalls[]) => new Map(calls.map((entry) => [entry.place, entry]));
  const edges = edgesOf(facts, known);
  const openBreakers = (facts.breakers?.value ?? []).filter(({ state }) => state === "open" || state === "half_open");
  return {
    known,
    anomalies,
    isAnythingWrong: [...anomalies.values()].some(isAnomalous),
    onset: earliestOnset(facts),
    extraTime: extraTimeOf({ current, normal, known, objectiveMs: facts.objectivesMs[facts.service.name] ?? 300 }),
    origins: errorOriginsOf(failed, known, openBreakers),
    callsBefore: outside(outsideCallsOf(normal, known)),
    callsNow: outside(outsideCallsOf([...current, ...failed], known)),
    edges,
    openBreakers,
    growth: growthOf(facts, edges),
  };
}

function anomaliesOf(facts: DiagnosisFacts): ReadonlyMap<string, Anomaly> {
  const before = new Map((facts.before?.value ?? []).map((window) => [window.service, window]));
  const anomalies = new Map<string, Anomaly>();
  for (const window of facts.current?.value ?? []) {
    const anomaly = anomalyOf(before.get(window.service) ?? null, window, facts.objectivesMs[window.service] ?? 300);
    if (anomaly !== null) anomalies.set(window.service, anomaly);
  }
  return anomalies;
}

function edgesOf(facts: DiagnosisFacts, known: ReadonlySet<string>): Readings["edges"] {
  const traces = [...(facts.normalTraces?.value ?? []), ...(facts.currentTraces?.value ?? [])];
  const fromBreakers = (facts.breakers?.value ?? []).map(({ caller, callee }) => ({
    caller,
    callee: known.has(callee) ? callee : `external:${callee}`,
  }));
  return [...callGraphOf(traces, { knownServices: [...known] }), ...facts.knownEdges, ...fromBreakers];
}

function earliestOnset(facts: DiagnosisFacts): Onset | null {
  return facts.signals
    .flatMap(({ fact }) => (fact === null ? [] : [onsetOf(fact.value, { firstAlertAt: facts.firstAlertAt })]))
    .reduce<Onset | null>(
      (first, onset) => (onset !== null && (first === null || onset.at < first.at) ? onset : first),
      null,
    );
}

/** Where requests enter: failures below make retries below, never more requests at the door. */
function growthOf(facts: DiagnosisFacts, edges: Readings["edges"]): TrafficGrowth | null {
  const before = new Map((facts.before?.value ?? []).map((window) => [window.service, window]));
  const called = new Set(edges.filter(({ caller, callee }) => caller !== callee).map(({ callee }) => callee));
  const growths = (facts.current?.value ?? []).flatMap((now): TrafficGrowth[] => {
    const then = before.get(now.service);
    if (then === undefined || then.n < MIN_REQUESTS || now.n < MIN_REQUESTS) return [];
    const beforePerS = then.requestsPerS ?? 0;
    const nowPerS = now.requestsPerS ?? 0;
    return beforePerS > 0 ? [{ service: now.service, beforePerS, nowPerS, ratio: nowPerS / beforePerS }] : [];
  });
  const doors = growths.filter(({ service }) => !called.has(service) && edges.some(({ caller }) => caller === service));
  const [busiest] = [
    ...(doors.length > 0 ? doors : growths.filter(({ service }) => service === facts.service.name)),
  ].sort((a, b) => b.nowPerS - a.nowPerS);
  return busiest ?? null;
}
