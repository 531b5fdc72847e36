import type { Trigger } from "../cause";
import type { Change } from "../change";
import { compareText } from "../text-order";
import { isAnomalous } from "./anomaly";
import type { DiagnosisFacts } from "./facts";
import type { Readings } from "./readings";

/** A cause that is worth weighing. `change` is what changed, for release and configuration. */
export type Candidate = {
  readonly service: string;
  readonly trigger: Trigger;
  readonly change: Change | null;
};

/** A change longer before the first alert than this is not weighed. */
const CHANGE_BACK_MS = 60 * 60_000;

/**
 * Every recent change (the latest of each service and kind), every outside peer that was called, every own service that shows
 * anything, and traffic at the service where its load shows.
 */
export function candidatesOf(facts: DiagnosisFacts, readings: Readings): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const change of latestChanges(facts)) {
    candidates.push({
      service: change.service,
      trigger: change.kind === "deploy" ? "release" : "configuration",
      change,
    });
  }
  const outside = new Set([
    ...readings.callsNow.keys(),
    ...readings.edges.map(({ callee }) => callee).filter((callee) => callee.startsWith("external:")),
  ]);
  for (const place of [...outside].sort(compareText)) {
    candidates.push({ service: place, trigger: "dependency", change: null });
  }
  for (const service of suspectsOf(readings)) candidates.push({ service, trigger: "internal", change: null });
  const loaded = loadedService(facts, readings);
  if (loaded !== null) candidates.push({ service: loaded, trigger: "traffic", change: null });
  return candidates;
}

/** Own services with extra time, failures of their own, or figures that differ. */
export function suspectsOf(readings: Readings): readonly string[] {
  const isOwn = (place: string) => !place.startsWith("external:");
  return [
    ...new Set([
      ...[...readings.anomalies.values()].filter(isAnomalous).map(({ service }) => service),
      ...(readings.extraTime?.places ?? []).filter(({ shareRatio }) => shareRatio > 0.05).map(({ place }) => place),
      ...(readings.origins?.places ?? []).map(({ place }) => place),
    ]),
  ]
    .filter(isOwn)
    .sort(compareText);
}

/** Load shows where the pool is full, else where the extra time is, else where it fails first, else at the incident's service. */
function loadedService(facts: DiagnosisFacts, readings: Readings): string | null {
  if (readings.growth === null) return null;
  const isOwn = ({ place }: { place: string }) => !place.startsWith("external:");
  const full = [...readings.anomalies.values()].find(({ isPoolFull }) => isPoolFull)?.service;
  const slow = readings.extraTime?.places.find(isOwn)?.place;
  const failing = readings.origins?.places.find(isOwn)?.place;
  return full ?? slow ?? failing ?? facts.service.name;
}

/** Told by CI and seen in the cluster is one change; a service's earlier releases are history once a later one came before the trouble. */
function latestChanges(facts: DiagnosisFacts): readonly Change[] {
  const recent = (facts.changes?.value ?? [])
    .filter(({ at }) => at.getTime() >= facts.firstAlertAt.getTime() - CHANGE_BACK_MS)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || compareText(a.id, b.id));
  const latest = new Map<string, Change>();
  for (const change of recent) {
    const isAfter = change.at > facts.firstAlertAt;
    const key = JSON.stringify([change.service, change.kind === "deploy", isAfter]);
    // Of those after the alert the first is enough to say that it came too late.
    if (!isAfter || !latest.has(key)) latest.set(key, change);
  }
  return [...latest.values()];
}
