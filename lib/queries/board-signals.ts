import type { BoardSignals, SignalLine } from "@/lib/contracts/board";
import { type FailingSignal, failingSignalOf } from "@/lib/domain/failing-signal";
import { type Grid, gridOf } from "@/lib/domain/series";
import { latencyObjectiveMs } from "@/lib/domain/service";
import type { CallOptions, Deps, IncidentRow } from "@/lib/ports";
import {
  EMPTY_MEMORY,
  type PanelMemory,
  panelOf,
  regridSignals,
  remember,
  type SignalsData,
  signalsData,
} from "./room-panels";

type Entry = {
  memory: PanelMemory<SignalsData>;
  grid: Grid | null;
  tick: number;
  askedAtMs: number;
  isAsking: boolean;
};
/** The last hour of each service that a board shows, shared by all viewers of this process. Made once by the wiring. */
export type SignalCache = { readonly entries: Map<string, Entry>; running: number };

export function createSignalCache(): SignalCache {
  return { entries: new Map(), running: 0 };
}

type SignalDeps = Pick<Deps, "clock" | "metrics" | "catalogue"> & {
  readonly store: Pick<Deps["store"], "incidents">;
  readonly boardSignals: SignalCache;
};

const RANGE_MS = 60 * 60_000;
const POINTS = 60;
const TICK_MS = 15_000;
const CALL: CallOptions = { timeoutMs: 2_000 };
/** The rooms come first: boards leave half of the upstream's places free. */
const MAX_RUNNING = 2;
const MAX_ENTRIES = 200;

/**
 * The failing signal of each of these incidents over the last hour, as known now. Never waits for an upstream: one query per service and
 * 15 s, a few at a time; what is not known yet is "asking" and comes with the next call.
 */
export async function boardSignals(deps: SignalDeps, ids: readonly string[]): Promise<BoardSignals> {
  const { store, clock, boardSignals: cache } = deps;
  const { rows } = ids.length === 0 ? { rows: [] } : await store.incidents({ ids, limit: ids.length });
  const nowMs = clock.now().getTime();
  const grid = gridOf(nowMs - RANGE_MS, nowMs);
  for (const service of new Set(rows.map(({ incident }) => incident.service))) refreshIfDue(deps, service, grid);
  forget(cache, nowMs);
  return { fromMs: grid.fromMs, toMs: grid.toMs, lines: rows.map((row) => lineOf(deps, row, grid)) };
}

function refreshIfDue({ clock, metrics, catalogue, boardSignals: cache }: SignalDeps, name: string, grid: Grid): void {
  const nowMs = clock.now().getTime();
  const entry = cache.entries.get(name) ?? {
    memory: EMPTY_MEMORY,
    grid: null,
    tick: -1,
    askedAtMs: 0,
    isAsking: false,
  };
  entry.askedAtMs = nowMs;
  cache.entries.set(name, entry);
  const tick = Math.floor(nowMs / TICK_MS);
  if (entry.isAsking || entry.tick === tick || cache.running >= MAX_RUNNING) return;
  entry.tick = tick;
  entry.isAsking = true;
  cache.running += 1;
  metrics
    .signals(catalogue.service(name), grid, CALL)
    .then((measured) => {
      entry.memory = remember(entry.memory, measured, signalsData);
      if (measured.ok) entry.grid = grid;
    })
    // The port answers failures as gaps; anything else is a defect that must not end the process.
    .catch((error: unknown) => console.error("board signals", error))
    .finally(() => {
      entry.isAsking = false;
      cache.running -= 1;
    });
}

function forget({ entries }: SignalCache, nowMs: number): void {
  const idle = [...entries].filter(([, entry]) => !entry.isAsking).sort(([, a], [, b]) => a.askedAtMs - b.askedAtMs);
  for (const [name, { askedAtMs }] of idle) {
    if (entries.size > MAX_ENTRIES || nowMs - askedAtMs > RANGE_MS) entries.delete(name);
  }
}

function lineOf({ catalogue, boardSignals: cache }: SignalDeps, { incident }: IncidentRow, grid: Grid): SignalLine {
  const top = incident.diagnosis?.isInsufficient === false ? incident.diagnosis.hypotheses[0] : undefined;
  const signal = failingSignalOf(top?.cause.mechanism ?? null);
  const entry = cache.entries.get(incident.service);
  const panel = panelOf(entry?.memory ?? EMPTY_MEMORY);
  const limit = signal === "p95Ms" ? latencyObjectiveMs(catalogue.service(incident.service)) : null;
  const line = { id: incident.id, signal, limit, n: panel.n, atMs: panel.atMs };
  if (panel.data === null || !entry?.grid) {
    const isAsking = entry === undefined || entry.memory === EMPTY_MEMORY;
    return { ...line, state: isAsking ? "asking" : "unknown", values: [], now: null };
  }
  const all = regridSignals(panel.data, entry.grid, grid)[signal satisfies FailingSignal];
  const values = worstOf(all, POINTS);
  const now = all.findLast((value) => value !== null) ?? null;
  if (now === null) return { ...line, state: "unknown", values: [], now: null };
  return { ...line, state: panel.state === "stale" ? "stale" : "ok", values, now };
}

/** At most `points` values, each the worst of its stretch: nothing is averaged away. */
export function worstOf(values: readonly (number | null)[], points: number): (number | null)[] {
  const width = Math.max(1, Math.ceil(values.length / points));
  return Array.from({ length: Math.ceil(values.length / width) }, (_, index) => {
    const stretch = values.slice(index * width, (index + 1) * width).filter((value) => value !== null);
    return stretch.length === 0 ? null : Math.max(...stretch);
  });
}
