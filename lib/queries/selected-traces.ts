import { type SelectedTraces, selectedTracesSchema } from "@/lib/contracts/selected-traces";
import { attributeDifferences } from "@/lib/domain/attribute-differences";
import { MIN_SAMPLES } from "@/lib/domain/distribution";
import { entrySpansOf, isEntryWithin } from "@/lib/domain/entry-span";
import { type HeatSelection, serialiseHeatSelection } from "@/lib/domain/heat-selection";
import type { Service } from "@/lib/domain/service";
import type { Trace, TraceSearch } from "@/lib/domain/trace";
import { traceIdFrom } from "@/lib/domain/trace-id";
import type { Measured } from "@/lib/domain/upstream";
import type { CallOptions, Deps } from "@/lib/ports";
import { traceRowOf } from "./room-traces";
import { spreadSearch } from "./spread-search";
import type { TraceReads } from "./trace-reads";

export type SelectedTracesDeps = Pick<Deps, "clock" | "traces" | "metrics"> & {
  readonly traceReads: Pick<TraceReads, "selected">;
};

const CALL: CallOptions = { timeoutMs: 5_000 };
const INSIDE_LIMIT = 100;
const OUTSIDE_LIMIT = 200;
const OUTSIDE_PARTS = 4;
const SHOWN_ROWS = 20;
const SHOWN_DIFFERENCES = 30;
const SHOWN_SKIPPED = 20;
const SHOWN_EXEMPLARS = 20;
/** How long a request of the open band is taken to last at most: traces are searched by their start. */
const OPEN_BAND_MS = 60_000;
/** A rectangle that ends this close to now may still get traces. */
const SETTLED_MS = 30_000;
const MOVING_TTL_MS = 5_000;

/**
 * The traces of a rectangle of the heat map, and how they differ from the rest of the same time. At most five searches per rectangle
 * and service however many viewers ask; without any trace, the exemplars of the same buckets. Never throws for a dead upstream.
 */
export function selectedTraces(
  deps: SelectedTracesDeps,
  { service, selection }: { readonly service: Service; readonly selection: HeatSelection },
): Promise<SelectedTraces> {
  const nowMs = deps.clock.now().getTime();
  const key = `${service.name} ${serialiseHeatSelection(selection)}`;
  const ask = () => askFor(deps, service, selection);
  return selection.toMs > nowMs - SETTLED_MS
    ? deps.traceReads.selected.get(key, nowMs, ask, MOVING_TTL_MS)
    : deps.traceReads.selected.get(key, nowMs, ask);
}

async function askFor(deps: SelectedTracesDeps, service: Service, selection: HeatSelection): Promise<SelectedTraces> {
  const { fromMs, toMs, minMs, maxMs } = selection;
  const name = service.traces.service;
  // The map counts a request when it ends, the store finds it by when it starts.
  const search = { service: name, from: new Date(fromMs - (maxMs ?? OPEN_BAND_MS)), to: new Date(toMs) };
  const [inside, around] = await Promise.all([
    deps.traces.search(
      {
        ...search,
        to: new Date(toMs - minMs),
        limit: INSIDE_LIMIT,
        ...(minMs > 0 ? { minDurationMs: minMs } : {}),
        ...(maxMs === null ? {} : { maxDurationMs: maxMs }),
      },
      CALL,
    ),
    spreadSearch(deps.traces, { ...search, limit: OUTSIDE_LIMIT }, { parts: OUTSIDE_PARTS, call: CALL }),
  ]);
  const isWithin = (trace: Trace) => entrySpansOf(trace, name).some((span) => isEntryWithin(span, selection));
  const isAround = (trace: Trace) =>
    entrySpansOf(trace, name).some((span) => isEntryWithin(span, { ...selection, minMs: 0, maxMs: null }));
  const chosen = inside.ok ? inside.value.traces.filter(isWithin) : [];
  const rest = around.ok ? around.value.traces.filter((trace) => isAround(trace) && !isWithin(trace)) : [];
  const exemplars = chosen.length > 0 ? [] : await exemplarsOf(deps, service, selection);
  const found = attributeDifferences(chosen, rest);
  const rows = chosen
    .flatMap((trace) => traceRowOf(trace) ?? [])
    .sort((a, b) => b.durationMs - a.durationMs || a.startMs - b.startMs);
  return selectedTracesSchema.parse({
    service: service.name,
    selection,
    state: inside.ok ? "ok" : inside.reason === "not_configured" ? "unknown" : "error",
    reason: inside.ok ? null : inside.reason,
    atMs: inside.at.getTime(),
    inside: sampleOf(inside, chosen.length, INSIDE_LIMIT),
    outside: around.ok ? sampleOf(around, rest.length, OUTSIDE_LIMIT) : null,
    rows: rows.slice(0, SHOWN_ROWS),
    exemplars,
    comparison: {
      ...found,
      minTraces: MIN_SAMPLES,
      rows: found.rows.slice(0, SHOWN_DIFFERENCES),
      rowsTotal: found.rows.length,
      skipped: found.skipped.slice(0, SHOWN_SKIPPED),
    },
  });
}

function sampleOf(measured: Measured<TraceSearch>, n: number, limit: number) {
  return { n, limit, mayBeTruncated: measured.ok && measured.value.mayBeTruncated, query: measured.query };
}

/** Trace ids that Prometheus keeps beside the buckets of the same rectangle, slowest first. None when it cannot be asked. */
async function exemplarsOf({ metrics }: SelectedTracesDeps, service: Service, selection: HeatSelection) {
  const { fromMs, toMs, minMs, maxMs } = selection;
  const measured = await metrics.exemplars(service, new Date(fromMs), new Date(toMs), CALL);
  if (!measured.ok) return [];
  const byTrace = new Map<string, { traceId: string; atMs: number; valueMs: number }>();
  for (const { traceId: text, valueS, at } of measured.value) {
    const traceId = traceIdFrom(text);
    const [atMs, valueMs] = [at.getTime(), valueS * 1_000];
    const isHeld =
      atMs >= fromMs && atMs < toMs && (valueMs > minMs || minMs === 0) && (maxMs === null || valueMs <= maxMs);
    if (traceId !== null && isHeld && !byTrace.has(traceId)) byTrace.set(traceId, { traceId, atMs, valueMs });
  }
  return [...byTrace.values()].sort((a, b) => b.valueMs - a.valueMs).slice(0, SHOWN_EXEMPLARS);
}
