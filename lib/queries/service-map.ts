import type { Panel } from "@/lib/contracts/room";
import type { MapData } from "@/lib/contracts/service-map";
import type { Graph, Placement } from "@/lib/domain/graph-placement";
import { extentAround } from "@/lib/domain/map-extent";
import type { Series } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import { serviceMapOf } from "@/lib/domain/service-map";
import { compareText } from "@/lib/domain/text-order";
import type { TraceSearch } from "@/lib/domain/trace";
import { type TraceReading, traceReadingOf } from "@/lib/domain/trace-reading";
import type { CallOptions, Deps } from "@/lib/ports";
import { EMPTY_MEMORY, type PanelMemory, panelOf, remember } from "./room-panels";

type MapDeps = Pick<Deps, "traces" | "catalogue" | "callGraph" | "layout">;
type Call = { readonly caller: string; readonly callee: string };
type Stretch = { readonly fromMs: number; readonly toMs: number };
type Slice = Stretch & { readonly isSampled: boolean; readonly readings: readonly TraceReading[] };

/** What is known of one incident's map of now (or of one stretch), whatever else its viewers look at. */
export type MapEntry = {
  tick: number;
  askedAtMs: number;
  sampling: Promise<void> | null;
  /** Consecutive slices of time, oldest first. */
  slices: readonly Slice[];
  memory: PanelMemory<readonly Slice[]>;
  before: (Stretch & { readonly readings: readonly TraceReading[] }) | null;
  beforeTriedAtMs: number;
  /** Calls seen here, so that a rare one does not come and go with the sample. */
  readonly seen: Map<string, Call & { readonly atMs: number }>;
  anchorRate: { readonly perS: number; readonly atMs: number } | null;
  placed: { readonly key: string; readonly placement: Placement } | null;
};

/** Traces of the last minute decide what "now" is. */
const WINDOW_MS = 60_000;
/** Spans arrive in batches and slow requests last: of younger traces the slow ones would be missing. */
const SETTLE_MS = 10_000;
const FIRST_TRACES = 100;
const TRACES_PER_TICK = 40;
const BEFORE_TRACES = 100;
const BEFORE_AGAIN_MS = 60_000;
/** Bounds what one room holds when single traces are huge; the window gets shorter and says so. */
const CALLS_MAX = 100_000;
const SEEN_FOR_MS = 15 * 60_000;
const RATE_FOR_MS = 60_000;
const PLACES_MAX = 120;
const MAX_ENTRIES = 200;
const FORGET_MS = 10 * 60_000;

/** Maps by incident and stretch, shared by all viewers of this process. */
export type MapCache = Map<string, MapEntry>;

export function mapEntryOf(cache: MapCache, key: string, nowMs: number): MapEntry {
  const known = cache.get(key);
  if (known !== undefined) {
    known.askedAtMs = nowMs;
    return known;
  }
  for (const [other, { askedAtMs }] of cache) {
    if (nowMs - askedAtMs > FORGET_MS || cache.size >= MAX_ENTRIES) cache.delete(other);
  }
  const entry: MapEntry = {
    tick: -1,
    askedAtMs: nowMs,
    sampling: null,
    slices: [],
    memory: EMPTY_MEMORY,
    before: null,
    beforeTriedAtMs: Number.NEGATIVE_INFINITY,
    seen: new Map(),
    anchorRate: null,
    placed: null,
  };
  cache.set(key, entry);
  return entry;
}

export type SampleInput = {
  readonly tick: number;
  readonly nowMs: number;
  readonly service: Service;
  /** A stretch that stands still; null follows now. */
  readonly span: Stretch | null;
  /** The healthy stretch to compare with; null or undefined: none is known. */
  readonly baseline: Promise<Stretch | null | undefined>;
  readonly call: CallOptions;
};

/**
 * At most one trace search per tick for all viewers: the slice of time since the last one, or (once) the stretch before the trouble.
 * Each slice is a search without conditions on duration or failure, so no kind of request is preferred (the traces of the slow and
 * failed panels are no fair sample and are not used); slices are equally long, so no moment is. A stretch that stands still is
 * searched once.
 */
export function sampleTraces(deps: MapDeps, entry: MapEntry, input: SampleInput): Promise<void> {
  if (entry.tick !== input.tick || entry.sampling === null) {
    entry.tick = input.tick;
    entry.sampling = sampled(deps, entry, input);
  }
  return entry.sampling;
}

async function sampled(deps: MapDeps, entry: MapEntry, input: SampleInput): Promise<void> {
  const isFirst = entry.slices.length === 0;
  if (isFirst || input.span !== null) await sampleNow(deps, entry, input);
  if (isFirst && input.span === null) return;
  const baseline = (await input.baseline) ?? null;
  const isBeforeKnown =
    baseline === null || (entry.before?.fromMs === baseline.fromMs && entry.before.toMs === baseline.toMs);
  if (!isBeforeKnown && input.nowMs - entry.beforeTriedAtMs >= BEFORE_AGAIN_MS) {
    await sampleBefore(deps, entry, { ...input, stretch: baseline });
  } else if (input.span === null) await sampleNow(deps, entry, input);
}

async function sampleNow(deps: MapDeps, entry: MapEntry, { nowMs, service, span, call }: SampleInput): Promise<void> {
  const settledMs = nowMs - SETTLE_MS;
  const last = entry.slices.at(-1);
  const toMs = span === null ? settledMs : Math.min(span.toMs, settledMs);
  const fromMs = span?.fromMs ?? Math.max(last?.toMs ?? 0, toMs - WINDOW_MS);
  if (fromMs >= toMs || (span !== null && last?.toMs === toMs)) return;
  const limit = span !== null || last === undefined ? FIRST_TRACES : TRACES_PER_TICK;
  const search = { service: service.traces.service, from: new Date(fromMs), to: new Date(toMs), limit };
  const found = await deps.traces.search(search, call);
  entry.memory = remember(entry.memory, found, (value) => {
    const slice = { fromMs, toMs, isSampled: value.mayBeTruncated, readings: readingsOf(deps, value) };
    entry.slices = span === null ? trimmed([...entry.slices, slice], toMs - WINDOW_MS) : [slice];
    return entry.slices;
  });
  if (found.ok) noteCalls(entry, entry.slices.at(-1)?.readings ?? [], nowMs);
}

async function sampleBefore(
  deps: MapDeps,
  entry: MapEntry,
  { nowMs, service, stretch, call }: SampleInput & { readonly stretch: Stretch },
): Promise<void> {
  entry.beforeTriedAtMs = nowMs;
  const { fromMs, toMs } = stretch;
  const search = { service: service.traces.service, from: new Date(fromMs), to: new Date(toMs), limit: BEFORE_TRACES };
  const found = await deps.traces.search(search, call);
  if (!found.ok) return;
  entry.before = { fromMs, toMs, readings: readingsOf(deps, found.value) };
  noteCalls(entry, entry.before.readings, nowMs);
}

/** The map as the room shows it. `rate`: measured requests per second of the searched service, when this frame asked for them. */
export function mapPanel(
  deps: MapDeps,
  entry: MapEntry,
  { nowMs, service, rate }: { readonly nowMs: number; readonly service: Service; readonly rate: Series | null },
): Panel<MapData> {
  const panel = panelOf(entry.memory);
  const slices = panel.data;
  if (slices === null) return { ...panel, data: null };
  const ratePerS = rate && meanOver(rate, { fromMs: slices[0]?.fromMs ?? 0, toMs: slices.at(-1)?.toMs ?? 0 });
  if (ratePerS !== null) entry.anchorRate = { perS: ratePerS, atMs: nowMs };
  else if (entry.anchorRate !== null && nowMs - entry.anchorRate.atMs > RATE_FOR_MS) entry.anchorRate = null;
  const data = mapDataOf(deps, entry, slices, service.traces.service);
  return { ...panel, n: data.traces, data };
}

/** Mean of the known samples in a stretch; null when there is none. */
function meanOver({ samples }: Series, { fromMs, toMs }: Stretch): number | null {
  const known = samples.flatMap(({ atMs, value }) => (value === null || atMs < fromMs || atMs > toMs ? [] : [value]));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function mapDataOf(deps: MapDeps, entry: MapEntry, slices: readonly Slice[], anchor: string): MapData {
  // A trace that two slices caught is complete in the later one.
  const now = [
    ...new Map(slices.flatMap(({ readings }) => readings.map((one) => [one.traceId, one] as const))).values(),
  ];
  const anchorPerS = entry.anchorRate?.perS ?? null;
  const map = serviceMapOf({
    now,
    before: entry.before?.readings ?? null,
    knownEdges: [...entry.seen.values(), ...deps.callGraph.edges()],
    anchor: { service: anchor, perS: anchorPerS },
  });
  const { places, leftOut } = extentAround(anchor, map.edges, PLACES_MAX);
  const nodes = map.nodes.filter(({ id }) => places.has(id));
  const edges = map.edges.filter(({ caller, callee }) => places.has(caller) && places.has(callee));
  const placement = placementOf(deps, entry, {
    nodes: nodes.map(({ id }) => id),
    edges: edges.map(({ caller, callee }) => ({ from: caller, to: callee })),
  });
  const spots = new Map(placement.nodes.map((spot) => [spot.id, spot]));
  const bends = new Map(placement.edges.map(({ from, to, via }) => [JSON.stringify([from, to]), via]));
  const rounded = ({ x, y }: { x: number; y: number }) => ({ x: Math.round(x), y: Math.round(y) });
  return {
    nodes: nodes.map((node) => ({ ...node, ...rounded(spots.get(node.id) ?? { x: 0, y: 0 }) })),
    edges: edges.map((edge) => ({
      ...edge,
      via: (bends.get(JSON.stringify([edge.caller, edge.callee])) ?? []).map(rounded),
    })),
    traces: map.traces,
    failingTraces: map.failingTraces,
    sample: { fromMs: slices[0]?.fromMs ?? 0, toMs: slices.at(-1)?.toMs ?? 0 },
    isSampled: slices.some(({ isSampled }) => isSampled),
    anchor,
    anchorPerS,
    before:
      entry.before === null || map.tracesBefore === null
        ? null
        : { fromMs: entry.before.fromMs, toMs: entry.before.toMs, traces: map.tracesBefore },
    leftOut,
  };
}

/** Laid out once per shape, from the places that people know. */
function placementOf({ layout }: MapDeps, entry: MapEntry, graph: Graph): Placement {
  const key = JSON.stringify([
    [...graph.nodes].sort(compareText),
    graph.edges.map(({ from, to }) => JSON.stringify([from, to])).sort(compareText),
  ]);
  if (entry.placed?.key !== key)
    entry.placed = { key, placement: layout.place(graph, entry.placed?.placement ?? null) };
  return entry.placed.placement;
}

function readingsOf({ catalogue }: MapDeps, { traces }: TraceSearch): readonly TraceReading[] {
  const known = new Set(catalogue.services().flatMap((service) => [service.name, service.traces.service]));
  return traces.flatMap((trace) => traceReadingOf(trace, known) ?? []);
}

function trimmed(slices: readonly Slice[], sinceMs: number): readonly Slice[] {
  const kept = slices.filter(({ toMs }) => toMs > sinceMs);
  const size = ({ readings }: Slice) => readings.reduce((sum, { calls }) => sum + calls.length, 0);
  let calls = kept.reduce((sum, slice) => sum + size(slice), 0);
  let first = 0;
  for (const slice of kept.slice(0, -1)) {
    if (calls <= CALLS_MAX) break;
    calls -= size(slice);
    first += 1;
  }
  return kept.slice(first);
}

function noteCalls(entry: MapEntry, readings: readonly TraceReading[], nowMs: number): void {
  for (const { calls } of readings) {
    for (const { caller, callee } of calls) {
      entry.seen.set(JSON.stringify([caller, callee]), { caller, callee, atMs: nowMs });
    }
  }
  for (const [key, { atMs }] of entry.seen) if (nowMs - atMs > SEEN_FOR_MS) entry.seen.delete(key);
}
