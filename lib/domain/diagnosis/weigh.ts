import type { EvidenceItem } from "../cause";
import type { Change } from "../change";
import { isAnomalous, MIN_REQUESTS } from "./anomaly";
import type { Candidate } from "./candidates";
import type { DiagnosisFacts, EvidenceRef, VersionWindow } from "./facts";
import type { Readings } from "./readings";
import { selfTimeByVersion } from "./self-time-by-version";
import { type RuleName, weightOf } from "./weights";

/** One rule that spoke about one candidate. */
export type Observation = {
  readonly rule: RuleName;
  readonly params: EvidenceItem["params"];
  readonly ref: EvidenceRef;
  /** Traces that show it. */
  readonly traceIds?: readonly string[];
  /** False: shown, but counted through another observation already. */
  readonly counts: boolean;
};

const HERE = 0.5;
const ELSEWHERE = 0.2;
const SOON_MS = 180_000;
const LONG_MS = 15 * 60_000;
const CLOCK_SLACK_MS = 10_000;
const GREW = 1.5;
const STEADY = 1.25;
const MIN_TOGETHER = 5;

/** Everything the facts say for and against a candidate. */
export function weigh(candidate: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const where = [
    ...selfTime(candidate, facts, readings),
    ...errorOrigin(candidate, facts, readings),
    ...runtimeGrowth(candidate, facts, readings),
  ];
  const isElsewhere = where.some(({ rule }) => rule === "self_time_elsewhere" || rule === "errors_start_elsewhere");
  const bySide = candidate.trigger === "release" ? versions(candidate, facts, readings, isElsewhere) : [];
  const isExonerating = bySide.some(({ rule }) => rule === "versions_alike");
  return [
    ...where,
    ...(where.length === 0 ? deepest(candidate, facts, readings) : []),
    ...unaffected(candidate, facts, readings),
    ...bySide,
    // That trouble followed a release says nothing once the release before it has the same trouble.
    ...(candidate.change !== null
      ? timing(candidate, facts, readings).map((observed) => ({
          ...observed,
          counts: observed.counts && !isExonerating,
        }))
      : changesNear(candidate, facts, readings)),
    ...(candidate.trigger === "traffic" ? traffic(candidate, facts, readings) : []),
    ...(candidate.trigger === "dependency" ? outsideCalls(candidate, facts, readings) : []),
    ...breakers(candidate, facts, readings),
  ];
}

/** Sum of the log-odds of what counts. */
export function logOddsOf(observations: readonly Observation[]): number {
  return observations.reduce((sum, { rule, counts }) => sum + (counts ? weightOf(rule) : 0), 0);
}

function selfTime({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const fact = facts.currentTraces;
  const { extraTime } = readings;
  // Some traces are always slower than most: where their time went means something only when requests became slower.
  const isSlow = [...readings.anomalies.values()].some((anomaly) => anomaly.isSlow);
  if (extraTime === null || fact === null || (!isSlow && facts.current !== null)) return [];
  const own = extraTime.places.find(({ place }) => place === service);
  const [largest] = extraTime.places;
  const share = own?.shareRatio ?? 0;
  const params = {
    service,
    operation: own?.operation ?? "",
    sharePercent: percent(share),
    beforeMs: Math.round(own?.beforeMs ?? 0),
    afterMs: Math.round(own?.nowMs ?? 0),
    extraMs: Math.round(own?.extraMs ?? 0),
    otherService: largest?.place ?? "",
    otherSharePercent: percent(largest?.shareRatio ?? 0),
  };
  const ref = { ...fact.ref, n: extraTime.slowTraces };
  if (share >= HERE) return [{ rule: "self_time_here", params, ref, traceIds: own?.traceIds ?? [], counts: true }];
  return share < ELSEWHERE ? [{ rule: "self_time_elsewhere", params, ref, counts: true }] : [];
}

function errorOrigin({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const fact = facts.failedTraces;
  const { origins } = readings;
  const isFailing = [...readings.anomalies.values()].some((anomaly) => anomaly.isFailing || anomaly.isPanicking);
  if (origins === null || fact === null || (!isFailing && facts.current !== null)) return [];
  const own = origins.places.find(({ place }) => place === service);
  const [largest] = origins.places;
  const share = own?.shareRatio ?? 0;
  const params = {
    service,
    operation: own?.operation ?? "",
    message: own?.message ?? "",
    sharePercent: percent(share),
    timeouts: own?.timeouts ?? 0,
    otherService: largest?.place ?? "",
    otherSharePercent: percent(largest?.shareRatio ?? 0),
  };
  const ref = { ...fact.ref, n: origins.failedTraces };
  if (share >= HERE) return [{ rule: "errors_start_here", params, ref, traceIds: own?.traceIds ?? [], counts: true }];
  return share < ELSEWHERE ? [{ rule: "errors_start_elsewhere", params, ref, counts: true }] : [];
}

function runtimeGrowth({ service }: Candidate, facts: DiagnosisFacts, { anomalies }: Readings): readonly Observation[] {
  const anomaly = anomalies.get(service);
  if (anomaly === undefined || facts.current === null) return [];
  if (!anomaly.isLeakingGoroutines && !anomaly.isLeakingMemory) return [];
  const params = {
    service,
    goroutines: Math.round(anomaly.now.goroutines ?? 0),
    heapMb: Math.round((anomaly.now.heapBytes ?? 0) / 1_048_576),
  };
  return [{ rule: "runtime_growth_here", params, ref: facts.current.ref, counts: true }];
}

/** From metrics alone: affected, and nothing that it calls is. */
function deepest({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const anomaly = readings.anomalies.get(service);
  if (facts.current === null || anomaly === undefined || !isAnomalous(anomaly)) return [];
  const below = readings.edges.find(({ caller, callee }) => {
    const under = readings.anomalies.get(callee);
    const isOpen = readings.openBreakers.some((open) => open.caller === caller && `external:${open.callee}` === callee);
    return caller === service && callee !== service && ((under !== undefined && isAnomalous(under)) || isOpen);
  });
  const figures = windowParams(readings, service);
  const ref = facts.current.ref;
  return below === undefined
    ? [{ rule: "deepest_affected", params: { service, ...figures }, ref, counts: true }]
    : [{ rule: "affected_below", params: { service, callee: below.callee, ...figures }, ref, counts: true }];
}

function unaffected({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const anomaly = readings.anomalies.get(service);
  if (facts.current === null || anomaly === undefined || isAnomalous(anomaly)) return [];
  return [
    {
      rule: "service_as_before",
      params: { service, ...windowParams(readings, service) },
      ref: { ...facts.current.ref, n: anomaly.now.n },
      counts: true,
    },
  ];
}

function versions(
  { service, change }: Candidate,
  facts: DiagnosisFacts,
  readings: Readings,
  isElsewhere: boolean,
): readonly Observation[] {
  const observations: Observation[] = [];
  const traced = facts.currentTraces;
  const together = selfTimeByVersion([...(facts.normalTraces?.value ?? []), ...(traced?.value ?? [])], {
    service,
    known: readings.known,
  }).filter(({ n }) => n >= MIN_TOGETHER);
  const freshSelf = together.find(({ version }) => version === change?.version);
  const oldSelf = together.find(({ version }) => version !== change?.version);
  if (traced !== null && freshSelf !== undefined && oldSelf !== undefined) {
    const isSlower = freshSelf.p95Ms > oldSelf.p95Ms * 1.5 + 20;
    if (isSlower) {
      observations.push({
        rule: "new_version_slower_inside",
        params: {
          service,
          newVersion: freshSelf.version,
          oldVersion: oldSelf.version,
          newMs: Math.round(freshSelf.p95Ms),
          oldMs: Math.round(oldSelf.p95Ms),
          newN: freshSelf.n,
          oldN: oldSelf.n,
        },
        ref: traced.ref,
        counts: !isElsewhere,
      });
    }
  }
  const fact = facts.versions.find((entry) => entry.service === service)?.fact ?? null;
  const split = fact === null ? null : splitOf(fact.value, change?.version ?? null);
  if (fact !== null && split !== null) {
    const { fresh, old } = split;
    const isWorse = isWorseThan(fresh, old);
    const anomaly = readings.anomalies.get(service);
    const params = {
      service,
      newVersion: fresh.version,
      oldVersion: old.version,
      newP95Ms: Math.round(fresh.p95Ms ?? 0),
      oldP95Ms: Math.round(old.p95Ms ?? 0),
      newErrorPercent: percent(fresh.errorRatio ?? 0),
      oldErrorPercent: percent(old.errorRatio ?? 0),
      newN: fresh.n,
      oldN: old.n,
    };
    if (isWorse) {
      // A release that only waits for somebody else is slower than the one before it, too.
      observations.push({
        rule: "new_version_worse",
        params,
        ref: fact.ref,
        counts: !isElsewhere && observations.length === 0,
      });
    } else if (anomaly !== undefined && isAnomalous(anomaly)) {
      observations.push({ rule: "versions_alike", params, ref: fact.ref, counts: true });
    }
  }
  return observations;
}

/** The release before it, in the same time, is just as bad. */
function isExonerated({ service, version }: Change, facts: DiagnosisFacts): boolean {
  const fact = facts.versions.find((entry) => entry.service === service)?.fact ?? null;
  const split = fact === null ? null : splitOf(fact.value, version);
  return split !== null && !isWorseThan(split.fresh, split.old);
}

function splitOf(
  rows: readonly VersionWindow[],
  version: string | null,
): { readonly fresh: VersionWindow; readonly old: VersionWindow } | null {
  const enough = rows.filter(({ n }) => n >= MIN_REQUESTS);
  const fresh = enough.find((row) => row.version === version);
  const old = enough.filter((row) => row.version !== version).sort((a, b) => b.n - a.n)[0];
  return fresh === undefined || old === undefined ? null : { fresh, old };
}

function isWorseThan(fresh: VersionWindow, old: VersionWindow): boolean {
  return (
    (fresh.p95Ms ?? 0) > (old.p95Ms ?? 0) * 1.5 + 20 ||
    (fresh.errorRatio ?? 0) > (old.errorRatio ?? 0) + 0.05 ||
    (fresh.panicsPerS ?? 0) > (old.panicsPerS ?? 0) + 0.1
  );
}

function timing({ change }: Candidate, facts: DiagnosisFacts, { onset }: Readings): readonly Observation[] {
  if (change === null || facts.changes === null) return [];
  const startMs = onset?.at.getTime() ?? facts.firstAlertAt.getTime();
  const uncertaintyMs = (onset?.uncertaintyMs ?? 0) + CLOCK_SLACK_MS;
  const afterMs = startMs - change.at.getTime();
  const params = {
    service: change.service,
    version: change.version ?? "",
    kind: change.kind,
    seconds: Math.round(Math.abs(afterMs) / 1_000),
    uncertaintySeconds: Math.round(uncertaintyMs / 1_000),
  };
  const ref = facts.changes.ref;
  if (afterMs < -uncertaintyMs) return [{ rule: "onset_before_change", params, ref, counts: true }];
  // Without an onset the alert's time only bounds it from above.
  if (afterMs <= SOON_MS) return onset === null ? [] : [{ rule: "onset_after_change", params, ref, counts: true }];
  return afterMs > LONG_MS ? [{ rule: "change_long_before", params, ref, counts: true }] : [];
}

function changesNear(
  { service, trigger }: Candidate,
  facts: DiagnosisFacts,
  { onset }: Readings,
): readonly Observation[] {
  if (facts.changes === null || trigger === "traffic") return [];
  const startMs = onset?.at.getTime() ?? facts.firstAlertAt.getTime();
  const slackMs = (onset?.uncertaintyMs ?? 0) + CLOCK_SLACK_MS;
  const near = facts.changes.value
    .filter(({ at }) => at.getTime() <= startMs + slackMs && at.getTime() >= startMs - LONG_MS)
    .filter((change) => change.service === service && !isExonerated(change, facts))
    .sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  const ref = facts.changes.ref;
  if (near === undefined) {
    return [{ rule: "nothing_changed_here", params: { service, minutes: LONG_MS / 60_000 }, ref, counts: true }];
  }
  const seconds = Math.round((startMs - near.at.getTime()) / 1_000);
  return [
    {
      rule: "changed_here",
      params: { service, kind: near.kind, version: near.version ?? "", seconds },
      ref,
      counts: true,
    },
  ];
}

function traffic({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const { growth, anomalies } = readings;
  if (growth === null || facts.current === null) return [];
  const ref = facts.current.ref;
  const params = {
    service: growth.service,
    ratio: Math.round(growth.ratio * 10) / 10,
    beforePerS: Math.round(growth.beforePerS),
    nowPerS: Math.round(growth.nowPerS),
  };
  const observations: Observation[] = [];
  if (growth.ratio >= GREW) observations.push({ rule: "traffic_grew", params, ref, counts: true });
  else if (growth.ratio < STEADY) observations.push({ rule: "traffic_steady", params, ref, counts: true });
  const anomaly = anomalies.get(service);
  if (anomaly?.isPoolFull === true) {
    observations.push({
      rule: "pool_full",
      params: {
        service,
        usePercent: percent(anomaly.now.poolUseRatio ?? 0),
        beforePercent: percent(anomaly.before?.poolUseRatio ?? 0),
      },
      ref,
      counts: true,
    });
  }
  return observations;
}

function outsideCalls({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  const now = readings.callsNow.get(service);
  if (now === undefined || facts.currentTraces === null) return [];
  const before = readings.callsBefore.get(service);
  const params = {
    service,
    beforeMs: Math.round(before?.p95Ms ?? 0),
    afterMs: Math.round(now.p95Ms),
    failed: now.failed,
    timeouts: now.timeouts,
    n: now.n,
  };
  const ref = { ...facts.currentTraces.ref, n: now.n };
  if (now.n < MIN_TOGETHER) return [];
  const isSlower = before !== undefined && now.p95Ms > before.p95Ms * 2 + 50;
  const failedBefore = before === undefined || before.n === 0 ? 0 : before.failed / before.n;
  const isFailing = now.failed / now.n > failedBefore + 0.2;
  if (isSlower || isFailing) return [{ rule: "calls_worse", params, ref, traceIds: now.traceIds, counts: true }];
  return before === undefined ? [] : [{ rule: "calls_as_before", params, ref, counts: true }];
}

/** A breaker points at its callee, unless that callee has an open breaker of its own: then it is in between. */
function breakers({ service }: Candidate, facts: DiagnosisFacts, readings: Readings): readonly Observation[] {
  if (facts.breakers === null) return [];
  const name = service.replace(/^external:/, "");
  const open = readings.openBreakers.find(({ callee }) => callee === name);
  if (open === undefined || readings.openBreakers.some(({ caller }) => caller === name)) return [];
  return [
    {
      rule: "breaker_opened",
      params: {
        service,
        caller: open.caller,
        callee: open.callee,
        podsOpen: open.podsOpen + open.podsHalfOpen,
        pods: open.pods,
      },
      ref: { ...facts.breakers.ref, n: open.pods },
      counts: true,
    },
  ];
}

function windowParams({ anomalies }: Readings, service: string): Readonly<Record<string, number>> {
  const anomaly = anomalies.get(service);
  return {
    beforeMs: Math.round(anomaly?.before?.p95Ms ?? 0),
    afterMs: Math.round(anomaly?.now.p95Ms ?? 0),
    beforeErrorPercent: percent(anomaly?.before?.errorRatio ?? 0),
    errorPercent: percent(anomaly?.now.errorRatio ?? 0),
    n: anomaly?.now.n ?? 0,
  };
}

function percent(ratio: number): number {
  return Math.round(ratio * 1_000) / 10;
}
