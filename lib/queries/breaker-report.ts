import type { BreakerReport } from "@/lib/contracts/breaker-report";
import { type CallFailure, type CallPair, callCountsOf, callFailuresOf } from "@/lib/domain/call-failures";
import type { CallCounts, CallWindow, ObservedBreaker } from "@/lib/domain/protection";
import type { TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import { AppError } from "@/lib/errors";
import type { CallOptions, Deps } from "@/lib/ports";
import { breakersData, guardsData } from "./room-panels";

export type BreakerReportDeps = Pick<Deps, "clock" | "metrics" | "traces" | "catalogue"> & {
  readonly store: Pick<Deps["store"], "incident">;
  readonly breakerReports: BreakerReportCache;
};

type Entry = { readonly tick: number; readonly report: Promise<BreakerReport>; isRunning: boolean };

/** Reports by incident, shared by all who ask within one tick. Made once by the wiring. */
export type BreakerReportCache = { readonly entries: Map<string, Entry> };

export function createBreakerReportCache(): BreakerReportCache {
  return { entries: new Map() };
}

const TICK_MS = 5_000;
const MAX_ENTRIES = 100;
const PANEL: CallOptions = { timeoutMs: 2_000 };
const WINDOW_MS = 60_000;
const STEP_MS = 5_000;
const FAILURES_BACK_MS = 10 * 60_000;
const FAILURES_SHOWN = 10;
/** Traces are searched by caller: those with the worst breakers first, and no more than these. */
const MAX_CALLERS = 8;
const FAILED_LIMIT = 100;
const SAMPLE_LIMIT = 200;

/**
 * Each breaker of an incident's services: state, calls of the last minute every 5 s, and the last 10 failed calls with their traces. One
 * report per incident and tick, however many ask. Throws not_found.
 */
export async function breakerReport(
  deps: BreakerReportDeps,
  { incidentId }: { readonly incidentId: string },
): Promise<BreakerReport> {
  const { entries } = deps.breakerReports;
  const tick = Math.floor(deps.clock.now().getTime() / TICK_MS);
  const known = entries.get(incidentId);
  // A slow upstream is not asked again before it has answered.
  if (known !== undefined && (known.tick === tick || known.isRunning)) return known.report;
  for (const [key, entry] of entries) {
    if (!entry.isRunning && (entry.tick < tick || entries.size >= MAX_ENTRIES)) entries.delete(key);
  }
  const entry: Entry = { tick, report: collect(deps, incidentId), isRunning: true };
  entries.set(incidentId, entry);
  const settle = () => {
    entry.isRunning = false;
  };
  entry.report.then(settle, () => {
    settle();
    // A failure is told to those who asked together, and not remembered.
    entries.delete(incidentId);
  });
  return entry.report;
}

async function collect(deps: BreakerReportDeps, incidentId: string): Promise<BreakerReport> {
  const { clock, store, metrics, catalogue } = deps;
  const row = await store.incident(incidentId);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const now = clock.now();
  const toMs = Math.floor(now.getTime() / 1_000) * 1_000;
  const window = { fromMs: toMs - WINDOW_MS, toMs, stepMs: STEP_MS };
  const names = new Set([...row.incident.services, ...catalogue.services().map(({ name }) => name)]);
  const services = [...names].map((name) => catalogue.service(name));
  const [picture, calls] = await Promise.all([
    metrics.breakers(services, now, PANEL),
    metrics.breakerCalls(services, now, PANEL),
  ]);
  const breakers = picture.ok ? picture.value.breakers : [];
  const windows = new Map((calls.ok ? calls.value : []).map((one) => [keyOf(one), one]));
  const found = await tracesOf(deps, breakers, { windows, now });
  const cells = picture.ok ? breakersData(picture.value) : [];
  return {
    incidentId: row.incident.id,
    atMs: now.getTime(),
    window,
    breakers: cells.map((cell) => {
      const pair = pairOf(deps, cell);
      const failed = found.failed.get(cell.caller) ?? null;
      return {
        ...cell,
        window: windowOf(windows.get(keyOf(cell)), found.sampled.get(cell.caller) ?? null, { pair, window }),
        failures: {
          state: failed === null ? "not_asked" : failed.ok ? "ok" : "gap",
          rows: failed?.ok ? failuresOf(failed.value, pair) : [],
          mayBeTruncated: failed?.ok ? failed.value.mayBeTruncated : false,
        },
      };
    }),
    guards: picture.ok ? guardsData(picture.value) : null,
    gaps: [
      gapOf("breakers", picture),
      gapOf("calls", calls),
      ...[...found.failed].map(([caller, search]) => gapOf(`failed traces of ${caller}`, search)),
      ...[...found.sampled].map(([caller, search]) => gapOf(`traces of ${caller}`, search)),
    ].filter((gap) => gap !== null),
  };
}

type Found = {
  readonly failed: ReadonlyMap<string, Measured<TraceSearch>>;
  readonly sampled: ReadonlyMap<string, Measured<TraceSearch>>;
};

/** Failed traces of the callers whose breakers are worst; any traces of those whose calls no counter counts. */
async function tracesOf(
  { traces, catalogue }: BreakerReportDeps,
  breakers: readonly ObservedBreaker[],
  { windows, now }: { readonly windows: ReadonlyMap<string, CallWindow>; readonly now: Date },
): Promise<Found> {
  const rank = { open: 0, half_open: 1, unknown: 2, closed: 3 } as const;
  const worst = [...breakers].sort((a, b) => rank[a.state] - rank[b.state]).map(({ caller }) => caller);
  const callers = [...new Set(worst)].slice(0, MAX_CALLERS);
  const uncounted = callers.filter((name) =>
    breakers.some((breaker) => breaker.caller === name && !hasCounts(windows.get(keyOf(breaker)))),
  );
  const search = async (name: string, backMs: number, limit: number, attributes?: Readonly<Record<string, string>>) => {
    const from = new Date(now.getTime() - backMs);
    const query = { service: catalogue.service(name).traces.service, from, to: now, limit };
    return [name, await traces.search(attributes === undefined ? query : { ...query, attributes }, PANEL)] as const;
  };
  const [failed, sampled] = await Promise.all([
    Promise.all(callers.map((name) => search(name, FAILURES_BACK_MS, FAILED_LIMIT, { error: "true" }))),
    Promise.all(uncounted.map((name) => search(name, WINDOW_MS, SAMPLE_LIMIT))),
  ]);
  return { failed: new Map(failed), sampled: new Map(sampled) };
}

function windowOf(
  counted: CallWindow | undefined,
  sampled: Measured<TraceSearch> | null,
  { pair, window }: { readonly pair: CallPair; readonly window: BreakerReport["window"] },
): BreakerReport["breakers"][number]["window"] {
  if (counted !== undefined && hasCounts(counted)) {
    return { source: "metrics", columns: [...counted.columns], isSample: false };
  }
  if (sampled === null || !sampled.ok) return { source: null, columns: [], isSample: false };
  const columns: readonly CallCounts[] = callCountsOf(sampled.value.traces, pair, window);
  return { source: "traces", columns: [...columns], isSample: sampled.value.mayBeTruncated };
}

function hasCounts(window: CallWindow | undefined): boolean {
  return window?.columns.some(({ total, failed }) => total !== null || failed !== null) === true;
}

function failuresOf({ traces }: TraceSearch, pair: CallPair): CallFailure[] {
  return [...callFailuresOf(traces, pair, FAILURES_SHOWN)];
}

/** A pair by the names that its services have in traces. */
function pairOf({ catalogue }: BreakerReportDeps, { caller, callee }: { caller: string; callee: string }): CallPair {
  return {
    caller: catalogue.service(caller).traces.service,
    callees: new Set([callee, catalogue.service(callee).traces.service]),
  };
}

function gapOf(part: string, measured: Measured<unknown>): BreakerReport["gaps"][number] | null {
  return measured.ok ? null : { part, source: measured.source, reason: measured.reason };
}

function keyOf({ caller, callee }: { readonly caller: string; readonly callee: string }): string {
  return JSON.stringify([caller, callee]);
}
