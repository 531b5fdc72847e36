import { type PlaceKind, placeName } from "./map-peer";
import { quantileOf } from "./quantile";
import { compareText } from "./text-order";
import type { TraceReading } from "./trace-reading";

/** `n` measurements, of which `failed` failed. p95 in milliseconds, null for none. */
export type Figures = { readonly n: number; readonly failed: number; readonly p95Ms: number | null };

export type MapNode = {
  /** A service's name, or `external:NAME` of what sends no traces. */
  readonly id: string;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly spans: number;
  /** Requests that reached it. Of an outside place: calls as the callers saw them. n = 0: known, but not in this sample. */
  readonly now: Figures;
  /** The same in the healthy stretch before; null when there is none to compare with. */
  readonly was: Figures | null;
  /** Its share of the self time of all spans, 0–1: where the time goes. */
  readonly selfRatio: number;
  readonly isEntry: boolean;
};

export type MapEdge = {
  readonly caller: string;
  readonly callee: string;
  /** As the caller saw it. n = 0: known, but no call in this sample. */
  readonly now: Figures;
  readonly was: Figures | null;
  /** Estimated calls per second, see `ratePerSample`; null when it cannot be told. */
  readonly perS: number | null;
  /** Share of the traces with a failed call in which this call failed, 0–1. */
  readonly failingRatio: number;
};

export type ServiceMap = {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Traces read. */
  readonly traces: number;
  readonly failingTraces: number;
  /** Traces of the stretch before; null when there is none. */
  readonly tracesBefore: number | null;
};

type Pool = { durationsUs: number[]; failed: number; failingTraces: number };

/**
 * Who calls whom in a sample of traces, busiest first, beside the same figures before. `knownEdges` are drawn without figures when
 * the sample does not show them, since a call that was not sampled is not a call that is gone.
 */
export function serviceMapOf(input: {
  readonly now: readonly TraceReading[];
  readonly before: readonly TraceReading[] | null;
  readonly knownEdges: readonly { readonly caller: string; readonly callee: string }[];
  /** Service by which the traces were searched, and its measured requests per second. */
  readonly anchor: { readonly service: string; readonly perS: number | null };
}): ServiceMap {
  const now = poolsOf(input.now);
  const before = input.before === null || input.before.length === 0 ? null : poolsOf(input.before);
  const scale = ratePerSample(now, input.anchor);

  const edges = new Map(now.edges);
  for (const known of [...(before?.edges.values() ?? []), ...input.knownEdges]) {
    const key = keyOf(known);
    if (known.caller !== known.callee && !edges.has(key)) {
      edges.set(key, { caller: known.caller, callee: known.callee, pool: emptyPool() });
    }
  }
  const places = new Set([input.anchor.service, ...now.places.keys(), ...(before?.places.keys() ?? [])]);
  for (const { caller, callee } of edges.values()) places.add(caller).add(callee);
  const totalSelfUs = [...now.places.values()].reduce((sum, { selfUs }) => sum + selfUs, 0);

  return {
    nodes: [...places].map((id) => nodeOf(id, { now, before, totalSelfUs })).sort(busiestNode),
    edges: [...edges.values()]
      .map(({ caller, callee, pool }): MapEdge => {
        const was = before?.edges.get(keyOf({ caller, callee }))?.pool;
        return {
          caller,
          callee,
          now: figuresOf(pool),
          was: was === undefined ? null : figuresOf(was),
          perS: scale === null ? null : pool.durationsUs.length * scale,
          failingRatio: now.failingTraces === 0 ? 0 : pool.failingTraces / now.failingTraces,
        };
      })
      .sort(busiestEdge),
    traces: input.now.length,
    failingTraces: now.failingTraces,
    tracesBefore: before === null ? null : (input.before?.length ?? 0),
  };
}

type Place = { kind: PlaceKind; spans: number; selfUs: number; isEntry: boolean; pool: Pool };
type Pools = {
  readonly edges: Map<string, { readonly caller: string; readonly callee: string; readonly pool: Pool }>;
  readonly places: Map<string, Place>;
  readonly failingTraces: number;
};

function poolsOf(readings: readonly TraceReading[]): Pools {
  const edges: Pools["edges"] = new Map();
  const places: Pools["places"] = new Map();
  const placeOf = (id: string, kind: PlaceKind) => {
    const place = places.get(id) ?? { kind, spans: 0, selfUs: 0, isEntry: false, pool: emptyPool() };
    places.set(id, place);
    return place;
  };
  let failingTraces = 0;
  for (const { calls, places: seen, entry } of readings) {
    for (const { place: id, kind, spans, answersUs, failedAnswers, selfUs } of seen) {
      const place = placeOf(id, kind);
      place.spans += spans;
      place.selfUs += selfUs;
      place.isEntry ||= id === entry;
      for (const us of answersUs) place.pool.durationsUs.push(us);
      place.pool.failed += failedAnswers;
    }
    const failedHere = new Set<Pool>();
    for (const { caller, callee, durationUs, isError } of calls) {
      const key = keyOf({ caller, callee });
      const edge = edges.get(key) ?? { caller, callee, pool: emptyPool() };
      edges.set(key, edge);
      const kind = places.get(callee)?.kind ?? "service";
      for (const pool of kind === "service" ? [edge.pool] : [edge.pool, placeOf(callee, kind).pool]) {
        pool.durationsUs.push(durationUs);
        if (isError) pool.failed += 1;
      }
      if (isError) failedHere.add(edge.pool);
    }
    for (const pool of failedHere) pool.failingTraces += 1;
    if (failedHere.size > 0) failingTraces += 1;
  }
  return { edges, places, failingTraces };
}

/**
 * Requests per second that one sampled request of the anchor stands for: measured requests per second ÷ requests of it in the
 * sample. Multiplying a count of the sample by it estimates a rate whatever share of the traces was kept or fetched, as long as that
 * share does not depend on what was called (a sampler that prefers failed traces breaks this). null without a measured rate.
 */
function ratePerSample(now: Pools, anchor: { readonly service: string; readonly perS: number | null }): number | null {
  const requests = now.places.get(anchor.service)?.pool.durationsUs.length ?? 0;
  return anchor.perS === null || requests === 0 ? null : anchor.perS / requests;
}

function nodeOf(
  id: string,
  { now, before, totalSelfUs }: { readonly now: Pools; readonly before: Pools | null; readonly totalSelfUs: number },
): MapNode {
  const place = now.places.get(id);
  const earlier = before?.places.get(id);
  return {
    id,
    name: placeName(id),
    kind: place?.kind ?? earlier?.kind ?? (id === placeName(id) ? "service" : "external"),
    spans: place?.spans ?? 0,
    now: figuresOf(place?.pool ?? emptyPool()),
    was: earlier === undefined ? null : figuresOf(earlier.pool),
    selfRatio: totalSelfUs === 0 ? 0 : (place?.selfUs ?? 0) / totalSelfUs,
    isEntry: (place ?? earlier)?.isEntry ?? false,
  };
}

function figuresOf({ durationsUs, failed }: Pool): Figures {
  const p95Us = quantileOf(durationsUs, 0.95);
  return { n: durationsUs.length, failed, p95Ms: p95Us === null ? null : p95Us / 1_000 };
}

function emptyPool(): Pool {
  return { durationsUs: [], failed: 0, failingTraces: 0 };
}

function keyOf({ caller, callee }: { readonly caller: string; readonly callee: string }): string {
  return JSON.stringify([caller, callee]);
}

function busiestNode(a: MapNode, b: MapNode): number {
  return b.now.n - a.now.n || compareText(a.id, b.id);
}

function busiestEdge(a: MapEdge, b: MapEdge): number {
  return b.now.n - a.now.n || compareText(a.caller, b.caller) || compareText(a.callee, b.callee);
}
