import type { RouteFrame } from "@/lib/contracts/routes";
import type { RouteHistograms } from "@/lib/domain/measurement";
import type { Span } from "@/lib/domain/room-view";
import { routeRowsOf } from "@/lib/domain/route-heatmap";
import { gridOf } from "@/lib/domain/series";
import { latencyObjectiveMs } from "@/lib/domain/service";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";
import { TICK_MS } from "./room-frame";
import { EMPTY_MEMORY, type PanelMemory, panelOf, remember } from "./room-panels";

export type RouteFrameDeps = Pick<Deps, "clock" | "metrics" | "catalogue"> & {
  readonly store: Pick<Deps["store"], "incident">;
  readonly routeFrames: RouteFrameCache;
};

type RoutesData = NonNullable<RouteFrame["routes"]["data"]>;
type Answer = { readonly frame: RouteFrame; readonly memory: PanelMemory<RoutesData> };
type Entry = { readonly tick: number; readonly answer: Promise<Answer> };

/** Shared by all viewers of this process. Made once by the wiring. */
export type RouteFrameCache = { readonly entries: Map<string, Entry> };

export function createRouteFrameCache(): RouteFrameCache {
  return { entries: new Map() };
}

export type RouteFrameInput = {
  readonly incidentId: string;
  readonly rangeMin: number;
  /** A stretch that stands still; null follows now. */
  readonly span?: Span | null;
  /** null: the incident's service. */
  readonly service?: string | null;
};

const MAX_ENTRIES = 100;
/** Wider columns than the heat map's: a route is one line, and there are many. */
const MAX_COLUMNS = 40;
const TIMEOUT_MS = 2_000;

/**
 * Latency and abnormal requests by route. Asked for only while somebody looks, and then by one query per tick (5 s) however many do.
 * A failing upstream keeps the last answer as stale. Throws not_found for an unknown incident.
 */
export async function routeFrame(deps: RouteFrameDeps, input: RouteFrameInput): Promise<RouteFrame> {
  const { entries } = deps.routeFrames;
  const key = JSON.stringify([input.incidentId, input.span ?? input.rangeMin, input.service ?? null]);
  const tick = Math.floor(deps.clock.now().getTime() / TICK_MS);
  const known = entries.get(key);
  if (known !== undefined && known.tick === tick) return (await known.answer).frame;
  const answer = ask(deps, input, known?.answer ?? null);
  // The newest are kept: a Map remembers the order of insertion.
  entries.delete(key);
  entries.set(key, { tick, answer });
  for (const oldest of entries.keys()) {
    if (entries.size <= MAX_ENTRIES) break;
    entries.delete(oldest);
  }
  return (await answer).frame;
}

async function ask(deps: RouteFrameDeps, input: RouteFrameInput, before: Promise<Answer> | null): Promise<Answer> {
  const { clock, store, metrics, catalogue } = deps;
  const row = await store.incident(input.incidentId);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const nowMs = clock.now().getTime();
  const { fromMs, toMs } = input.span ?? { fromMs: nowMs - input.rangeMin * 60_000, toMs: nowMs };
  const grid = gridOf(fromMs, toMs, MAX_COLUMNS);
  const service = catalogue.service(input.service ?? row.incident.service);
  const objectiveMs = latencyObjectiveMs(service);
  const measured = await metrics.routeHistograms(service, grid, { timeoutMs: TIMEOUT_MS });
  // A question that failed as a whole leaves nothing to keep.
  const known = before === null ? null : await before.catch(() => null);
  const memory = remember(
    known?.memory ?? EMPTY_MEMORY,
    measured,
    (histograms: RouteHistograms): RoutesData => ({
      grid: histograms.grid,
      rows: routeRowsOf(histograms, objectiveMs).map((route) => ({ ...route, columns: [...route.columns] })),
      routesTotal: histograms.routesTotal,
    }),
  );
  const frame = {
    incidentId: row.incident.id,
    atMs: nowMs,
    service: service.name,
    objectiveMs,
    routes: panelOf(memory),
  };
  return { frame, memory };
}
