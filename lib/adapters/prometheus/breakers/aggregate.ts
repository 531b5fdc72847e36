import type { BreakerState } from "@/lib/domain/measurement";
import {
  type BreakerPart,
  NAMED_PODS,
  type ObservedBreaker,
  type Reading,
  type UnknownReason,
} from "@/lib/domain/protection";
import type { Grid } from "@/lib/domain/series";
import { compareText } from "@/lib/domain/text-order";
import type { Track } from "./pod-states";

/** A pod's breaker with whom it stands between. */
export type PodBreaker = {
  readonly caller: string;
  readonly callee: string;
  readonly part: string;
  readonly pod: string;
  readonly track: Track;
  /** From a counter of changes, when the library has one: times that it opened, and columns in which it let a call try. */
  readonly counted: { readonly opened: number; readonly lastTryColumn: number | null } | null;
  readonly readAs: Reading;
};

const WORST: Readonly<Record<BreakerState, number>> = { open: 3, half_open: 2, unknown: 1, closed: 0 };

/** Pods into one breaker per caller and callee. Pods are counted: an average of states means nothing. */
export function breakersOfPods(pods: readonly PodBreaker[], grid: Grid): readonly ObservedBreaker[] {
  const pairs = new Map<string, PodBreaker[]>();
  for (const pod of pods) {
    const key = JSON.stringify([pod.caller, pod.callee]);
    const pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, [pod]);
    else pair.push(pod);
  }
  return [...pairs.values()]
    .map((pair) => aggregate(pair, grid))
    .sort((a, b) => compareText(a.caller, b.caller) || compareText(a.callee, b.callee));
}

function aggregate(pair: readonly PodBreaker[], grid: Grid): ObservedBreaker {
  const first = pair[0];
  const runs = pair.map((pod) => ({ pod, run: runOf(pod.track.states) }));
  const atMs = (column: number) => new Date(grid.fromMs + column * grid.stepMs);
  const spells = runs.flatMap(({ run }) => (run.openSince === null ? [] : [run.openSince]));
  const since = spells.length === 0 ? null : Math.min(...spells);
  const tries = runs.flatMap(({ pod, run }) =>
    [run.lastTry, pod.counted?.lastTryColumn ?? null].filter((column): column is number => column !== null),
  );
  const counts = countsOf(pair);
  const worst = pair.find(({ track }) => track.states.at(-1) === counts.state);
  return {
    caller: first?.caller ?? "",
    callee: first?.callee ?? "",
    ...counts,
    openSince: since === null ? null : atMs(since),
    wasOpenBefore: since === 0,
    lastProbeAt: tries.length === 0 ? null : atMs(Math.max(...tries)),
    flaps: runs.reduce((sum, { pod, run }) => sum + Math.max(run.opened, pod.counted?.opened ?? 0), 0),
    unknownReason: reasonOf(pair, counts.pods),
    mode: worst?.track.mode ?? null,
    namedPods: podStatesOf(pair)
      .filter(({ state }) => state !== "closed")
      .sort((a, b) => WORST[b.state] - WORST[a.state] || compareText(a.pod, b.pod))
      .slice(0, NAMED_PODS),
    parts: partsOf(pair),
    readAs: readingsOf(pair),
  };
}

function reasonOf(pair: readonly PodBreaker[], pods: number): UnknownReason | null {
  if (pods === 0) return "series_went_away";
  return pair.map(({ track }) => track.reason).find((reason) => reason !== null) ?? null;
}

/** The worst breaker of each pod that has a sample now. */
function podStatesOf(pair: readonly PodBreaker[]): { readonly pod: string; readonly state: BreakerState }[] {
  const states = new Map<string, BreakerState>();
  for (const { pod, track } of pair) {
    const state = track.states.at(-1) ?? null;
    if (state === null) continue;
    const before = states.get(pod);
    if (before === undefined || WORST[state] > WORST[before]) states.set(pod, state);
  }
  return [...states].map(([pod, state]) => ({ pod, state }));
}

function countsOf(pair: readonly PodBreaker[]) {
  const now = podStatesOf(pair);
  const count = (wanted: BreakerState) => now.filter(({ state }) => state === wanted).length;
  const [podsOpen, podsHalfOpen, podsUnknown] = [count("open"), count("half_open"), count("unknown")];
  const isClosed = count("closed") > 0;
  const state: BreakerState = podsOpen > 0 ? "open" : podsHalfOpen > 0 ? "half_open" : isClosed ? "closed" : "unknown";
  return { state, pods: now.length, podsOpen, podsHalfOpen, podsUnknown };
}

function partsOf(pair: readonly PodBreaker[]): readonly BreakerPart[] {
  const names = [...new Set(pair.map(({ part }) => part))].sort(compareText);
  if (names.length < 2) return [];
  return names.map((name) => {
    const { state, pods, podsOpen, podsHalfOpen } = countsOf(pair.filter(({ part }) => part === name));
    return { name, state, pods, podsOpen, podsHalfOpen };
  });
}

function readingsOf(pair: readonly PodBreaker[]): readonly Reading[] {
  const distinct = new Map(pair.map(({ readAs }) => [`${readAs.dialect} ${readAs.metric}`, readAs]));
  return [...distinct.values()];
}

/**
 * Times that it opened, the column since which it is open, and the last one in which it tried. A trial (half-open) that fails does not end
 * the spell; an unknown column does.
 */
function runOf(states: readonly (BreakerState | null)[]) {
  let opened = 0;
  let openSince: number | null = null;
  let lastTry: number | null = null;
  let before: BreakerState | null = null;
  states.forEach((state, column) => {
    if (state === null) return;
    if (state === "open") {
      if (before !== "open" && before !== null) opened += 1;
      openSince ??= column;
    } else if (state === "half_open") lastTry = column;
    else openSince = null;
    before = state;
  });
  return { opened, openSince: before === "open" ? openSince : null, lastTry };
}
