import type { ChangeMarker, RoomFrame } from "@/lib/contracts/room";
import { BASELINE_MAX_MS } from "@/lib/domain/baseline";
import type { Comparison, Span } from "@/lib/domain/room-view";
import { type Grid, gridOf } from "@/lib/domain/series";
import { latencyObjectiveMs } from "@/lib/domain/service";
import { AppError } from "@/lib/errors";
import type { CallOptions, Deps } from "@/lib/ports";
import { baselineKeyOf, type RoomBaseline, roomBaseline } from "./room-baseline";
import { comparisonShiftMs, earlier } from "./room-comparison";
import {
  type BreakersData,
  breakersData,
  EMPTY_MEMORY,
  type GuardsData,
  guardsData,
  type LatencyData,
  latencyData,
  type PanelMemory,
  panelOf,
  type RuntimeData,
  regridLatency,
  regridRuntime,
  regridSignals,
  remember,
  runtimeData,
  type SignalsData,
  signalsData,
  type TracesData,
  tracesData,
} from "./room-panels";
import { type MapCache, mapEntryOf, mapPanel, sampleTraces } from "./service-map";
import { settledWithin } from "./settled-within";

export type FrameDeps = Pick<
  Deps,
  "clock" | "metrics" | "traces" | "catalogue" | "upstreams" | "callGraph" | "layout"
> & {
  readonly store: Pick<Deps["store"], "incident" | "changes">;
  readonly frames: FrameCache;
};

type Panels = {
  latency: PanelMemory<LatencyData>;
  latencyGrid: Grid | null;
  signals: PanelMemory<SignalsData>;
  signalsGrid: Grid | null;
  runtime: PanelMemory<RuntimeData>;
  runtimeGrid: Grid | null;
  breakers: PanelMemory<BreakersData>;
  guards: PanelMemory<GuardsData>;
  slowTraces: PanelMemory<TracesData>;
  failedTraces: PanelMemory<TracesData>;
  comparison: PanelMemory<SignalsData>;
  comparisonGrid: Grid | null;
};

type Entry = {
  frame: RoomFrame | null;
  refresh: Promise<void> | null;
  /** Tick of the last refresh. */
  tick: number;
  askedAtMs: number;
  panels: Panels;
  baseline: RoomBaseline;
  baselineKey: string | null;
  failure: unknown;
};

/** What a frame is of. Viewers who ask for the same share it. */
export type FrameInput = {
  readonly incidentId: string;
  readonly rangeMin: number;
  /** A stretch that stands still; null follows now. */
  readonly span?: Span | null;
  /** Whose signals and traces; null: the incident's service. */
  readonly service?: string | null;
  readonly compare?: Comparison | null;
};

/** Frames by what they are of, shared by all viewers of this process. Made once by the wiring. */
export type FrameCache = { readonly entries: Map<string, Entry>; readonly maps: MapCache };

export function createFrameCache(): FrameCache {
  return { entries: new Map(), maps: new Map() };
}

/** How often a room is refreshed while somebody looks. */
export const TICK_MS = 5_000;
const DEADLINE_MS = 250;
const PANEL: CallOptions = { timeoutMs: 2_000 };
const TRACE_LIMIT = 20;
const MAX_ENTRIES = 200;
const FORGET_MS = 10 * 60_000;
const MAX_CHANGES = 50;
/** How far back the deploy is looked for that signals are compared with. */
const DEPLOY_LOOK_BACK_MS = 14 * 86_400_000;
/** Scrapes, spans and changes of a stretch may come this much later. */
const SETTLE_MS = 60_000;

/**
 * The newest frame of a room. Never waits for an upstream: it answers what is cached and, once per tick and whoever asks, starts one
 * refresh. Only when nothing is cached yet it waits, at most `waitMs` (250 ms); null then means "ask again at the next tick".
 * Throws not_found for an unknown incident (once the store has said so).
 */
export async function roomFrame(
  deps: FrameDeps,
  { waitMs = DEADLINE_MS, ...input }: FrameInput & { readonly waitMs?: number },
): Promise<RoomFrame | null> {
  const nowMs = deps.clock.now().getTime();
  const entry = entryOf(deps.frames, frameKeyOf(input), nowMs);
  const tick = Math.floor(nowMs / TICK_MS);
  if (entry.refresh === null && entry.tick !== tick && !isSettled(entry, input)) {
    entry.tick = tick;
    entry.refresh = refresh(deps, entry, input)
      .then(
        () => {
          entry.failure = null;
        },
        (error: unknown) => {
          entry.failure = error;
        },
      )
      .finally(() => {
        entry.refresh = null;
      });
  }
  if (entry.frame === null && entry.refresh !== null) await settledWithin(entry.refresh, waitMs);
  // Without a frame there is nothing to fall back on; with one, the last good is shown and its age tells.
  if (entry.frame === null && entry.failure !== null) throw entry.failure;
  return entry.frame === null ? null : { ...entry.frame, upstreams: upstreamsOf(deps) };
}

function frameKeyOf({ incidentId, rangeMin, span = null, service = null, compare = null }: FrameInput): string {
  return JSON.stringify([incidentId, span ?? rangeMin, service, compare]);
}

/** A stretch that had long ended when all of it was seen does not change any more. */
function isSettled({ frame, panels, failure }: Entry, { span = null }: FrameInput): boolean {
  if (frame === null || span === null || failure !== null || frame.atMs < span.toMs + SETTLE_MS) return false;
  return [
    panels.latency,
    panels.signals,
    panels.runtime,
    panels.slowTraces,
    panels.failedTraces,
    panels.comparison,
  ].every(({ failingSinceMs, reason }) => failingSinceMs === null || reason === "no_data");
}

function entryOf({ entries }: FrameCache, key: string, nowMs: number): Entry {
  const known = entries.get(key);
  if (known !== undefined) {
    known.askedAtMs = nowMs;
    return known;
  }
  for (const [other, { askedAtMs, refresh: running }] of entries) {
    if (running === null && (nowMs - askedAtMs > FORGET_MS || entries.size >= MAX_ENTRIES)) entries.delete(other);
  }
  const entry: Entry = {
    frame: null,
    refresh: null,
    tick: -1,
    askedAtMs: nowMs,
    panels: {
      latency: EMPTY_MEMORY,
      latencyGrid: null,
      signals: EMPTY_MEMORY,
      signalsGrid: null,
      runtime: EMPTY_MEMORY,
      runtimeGrid: null,
      breakers: EMPTY_MEMORY,
      guards: EMPTY_MEMORY,
      slowTraces: EMPTY_MEMORY,
      failedTraces: EMPTY_MEMORY,
      comparison: EMPTY_MEMORY,
      comparisonGrid: null,
    },
    baseline: null,
    baselineKey: null,
    failure: null,
  };
  entries.set(key, entry);
  return entry;
}

/** One upstream query per panel. Panels are taken over together, so that a frame shows one moment. */
async function refresh(
  deps: FrameDeps,
  entry: Entry,
  { incidentId, rangeMin, span = null, service: chosen = null, compare = null }: FrameInput,
): Promise<void> {
  const { clock, store, metrics, traces, catalogue } = deps;
  const row = await store.incident(incidentId);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const { incident } = row;
  const now = clock.now();
  const grid = span ? gridOf(span.fromMs, span.toMs) : gridOf(now.getTime() - rangeMin * 60_000, now.getTime());
  const from = new Date(grid.fromMs);
  const to = span ? new Date(Math.min(span.toMs, now.getTime())) : now;
  const service = catalogue.service(chosen ?? incident.service);
  const objectiveMs = latencyObjectiveMs(service);
  const names = new Set([...incident.services, ...catalogue.services().map(({ name }) => name)]);
  const lookBackMs = compare === "deploy" ? DEPLOY_LOOK_BACK_MS : BASELINE_MAX_MS;
  const sinceMs = Math.min(grid.fromMs, incident.detectedAt.getTime() - lookBackMs);
  const changes = await store.changes({ from: new Date(sinceMs), to: now });
  const search = { service: service.traces.service, from, to, limit: TRACE_LIMIT };
  const near = changes
    .filter((change) => change.service === service.name && change.at <= incident.detectedAt)
    .map(({ at }) => at);
  const key = baselineKeyOf(incident, service.name, near);
  const shiftMs =
    compare && comparisonShiftMs(compare, grid, { service: service.name, changes, detectedAt: incident.detectedAt });

  // The map is of the incident's own requests, whichever service is looked at.
  const own = catalogue.service(incident.service);
  const isOwn = service.name === own.name;
  const map = mapEntryOf(deps.frames.maps, JSON.stringify([incident.id, span]), now.getTime());
  const baselineAsked =
    key === entry.baselineKey
      ? Promise.resolve(entry.baseline)
      : roomBaseline(deps, { incident, service, changesAt: near, call: PANEL });

  const [latency, signals, runtime, breakers, slow, failed, baseline, compared] = await Promise.all([
    metrics.latencyHistogram(service, grid, PANEL),
    metrics.signals(service, grid, PANEL),
    metrics.runtime(service, grid, PANEL),
    metrics.breakers(
      [...names].map((name) => catalogue.service(name)),
      to,
      PANEL,
    ),
    traces.search({ ...search, minDurationMs: objectiveMs }, PANEL),
    traces.search({ ...search, attributes: { error: "true" } }, PANEL),
    baselineAsked,
    shiftMs === null ? null : metrics.signals(service, earlier(grid, shiftMs), PANEL),
    sampleTraces(deps, map, {
      tick: Math.floor(now.getTime() / TICK_MS),
      nowMs: now.getTime(),
      service: own,
      span,
      baseline: isOwn ? baselineAsked : Promise.resolve(null),
      call: PANEL,
    }),
  ]);
  const before = entry.panels;
  const panels: Panels = {
    latency: remember(before.latency, latency, latencyData),
    latencyGrid: latency.ok ? grid : before.latencyGrid,
    signals: remember(before.signals, signals, signalsData),
    signalsGrid: signals.ok ? grid : before.signalsGrid,
    runtime: remember(before.runtime, runtime, runtimeData),
    runtimeGrid: runtime.ok ? grid : before.runtimeGrid,
    breakers: remember(before.breakers, breakers, breakersData),
    guards: remember(before.guards, breakers, guardsData),
    slowTraces: remember(before.slowTraces, slow, tracesData),
    failedTraces: remember(before.failedTraces, failed, tracesData),
    comparison: compared === null ? EMPTY_MEMORY : remember(before.comparison, compared, signalsData),
    comparisonGrid: compared?.ok ? grid : before.comparisonGrid,
  };
  entry.panels = panels;
  if (baseline !== undefined) {
    entry.baseline = baseline;
    entry.baselineKey = key;
  }
  entry.frame = {
    incidentId: incident.id,
    atMs: now.getTime(),
    service: service.name,
    grid,
    objectiveMs,
    baseline: entry.baseline,
    latency: onGrid(panelOf(panels.latency), panels.latencyGrid, grid, regridLatency),
    signals: onGrid(panelOf(panels.signals), panels.signalsGrid, grid, regridSignals),
    runtime: onGrid(panelOf(panels.runtime), panels.runtimeGrid, grid, regridRuntime),
    breakers: panelOf(panels.breakers),
    guards: panelOf(panels.guards),
    slowTraces: panelOf(panels.slowTraces),
    failedTraces: panelOf(panels.failedTraces),
    map: mapPanel(deps, map, {
      nowMs: now.getTime(),
      service: own,
      rate: isOwn && signals.ok ? signals.value.requestsPerS : null,
    }),
    comparison: compare && comparisonPanel(panels, grid, compare, shiftMs),
    changes: changes
      .filter(({ at }) => at >= from && at <= to)
      .slice(-MAX_CHANGES)
      .map(
        ({ at, kind, service: changed, version, summary }): ChangeMarker => ({
          atMs: at.getTime(),
          kind,
          service: changed,
          version,
          summary,
        }),
      ),
    upstreams: upstreamsOf(deps),
  };
}

/** Data of an older tick moves left on the newer grid. */
function onGrid<T, P extends { readonly data: T | null }>(
  panel: P,
  from: Grid | null,
  to: Grid,
  move: (data: T, from: Grid, to: Grid) => T,
): P {
  return panel.data === null || from === null || from === to ? panel : { ...panel, data: move(panel.data, from, to) };
}

/** Without a deploy to compare with there is nothing to ask for: the panel says why. */
function comparisonPanel(
  panels: Panels,
  grid: Grid,
  kind: Comparison,
  shiftMs: number | null,
): NonNullable<RoomFrame["comparison"]> {
  const panel = onGrid(panelOf(panels.comparison), panels.comparisonGrid, grid, regridSignals);
  if (shiftMs === null) return { ...panel, reason: "no_deploy", data: null };
  return { ...panel, data: panel.data && { kind, shiftMs, signals: panel.data } };
}

/** Health is known in this process: it is as new as the answer, not as the frame. */
function upstreamsOf({ upstreams }: FrameDeps): RoomFrame["upstreams"] {
  return upstreams.health().map(({ upstream, state, lastOkAt, failingSince, reason }) => ({
    upstream,
    state,
    lastOkMs: lastOkAt?.getTime() ?? null,
    failingSinceMs: failingSince?.getTime() ?? null,
    reason,
  }));
}
