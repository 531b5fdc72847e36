import { type HeatSelection, parseHeatSelection, serialiseHeatSelection } from "./heat-selection";
import { SHADE_MODES, type ShadeMode } from "./heat-shades";

/** Ranges offered by the room, in minutes. */
export const ROOM_RANGES_MIN = [5, 20, 60, 360] as const;
export type RoomRangeMin = (typeof ROOM_RANGES_MIN)[number];
/** Range of the first paint. */
export const FIRST_RANGE_MIN: RoomRangeMin = 20;

/** What the signals are laid over: the same stretch that ended at the last deploy, a day or a week ago. */
export const COMPARISONS = ["deploy", "yesterday", "last_week"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Lines that can be laid over the heat map. */
export const PERCENTILES = ["p50", "p95", "p99"] as const;
export type Percentile = (typeof PERCENTILES)[number];

/** Which traces are listed, besides those of the brush. */
export const TRACE_LISTS = ["slow", "failed", "compare"] as const;
export type TraceList = (typeof TRACE_LISTS)[number];

/** A closed stretch of time, epoch milliseconds, from before to. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/**
 * What a person looks at in a room. It lives in the address, so that a link shows a colleague the same thing.
 * `span` null follows now over `rangeMin`; otherwise that stretch is shown, and it stands still.
 */
export type RoomView = {
  readonly rangeMin: RoomRangeMin;
  readonly span: Span | null;
  /** The brush: a stretch of time and of latency that all panels narrow to. */
  readonly selection: HeatSelection | null;
  /** A time that is marked in all panels. */
  readonly atMs: number | null;
  /** The service whose signals and traces are shown; null: the incident's. */
  readonly service: string | null;
  readonly compare: Comparison | null;
  /** How the heat map turns counts into shades. */
  readonly shade: ShadeMode;
  /** The percentiles drawn over it, in the order of PERCENTILES. */
  readonly lines: readonly Percentile[];
  /** Small heat maps of all routes instead of the service's own. */
  readonly isByRoute: boolean;
  /** null: the traces of the brush; without one the slow ones, or the failed ones where nothing is slow. */
  readonly traces: TraceList | null;
};

export const FIRST_VIEW: RoomView = {
  rangeMin: FIRST_RANGE_MIN,
  span: null,
  selection: null,
  atMs: null,
  service: null,
  compare: null,
  shade: "log",
  lines: [],
  isByRoute: false,
  traces: null,
};

/** Zooming in further than this shows no more than the scrapes hold. */
export const MIN_SPAN_MS = 10_000;
/** The longest range that is offered. */
export const MAX_SPAN_MS = 6 * 3_600_000;
const MAX_SERVICE_CHARS = 200;
const MAX_EPOCH_MS = 8_640_000_000_000_000;

type Query = { get(name: string): string | null };

/** Reads a view from an address. What is missing, garbled or out of bounds is as at first: a link never breaks the room. */
export function roomViewFrom(query: Query): RoomView {
  const range = Number(query.get("range"));
  const service = query.get("service")?.trim() ?? "";
  const lines = query.get("lines")?.split(",") ?? [];
  return {
    rangeMin: ROOM_RANGES_MIN.find((candidate) => candidate === range) ?? FIRST_VIEW.rangeMin,
    span: spanFrom(query.get("span")),
    selection: parseHeatSelection(query.get("sel") ?? ""),
    atMs: epochFrom(query.get("at")),
    service: service === "" || service.length > MAX_SERVICE_CHARS ? null : service,
    compare: COMPARISONS.find((candidate) => candidate === query.get("with")) ?? null,
    shade: SHADE_MODES.find((candidate) => candidate === query.get("shade")) ?? FIRST_VIEW.shade,
    lines: PERCENTILES.filter((candidate) => lines.includes(candidate)),
    isByRoute: query.get("by") === "route",
    traces: TRACE_LISTS.find((candidate) => candidate === query.get("traces")) ?? null,
  };
}

/** The view's own part of an address, in a fixed order; what is as at first is left out (null). */
export function roomViewQuery(view: RoomView): readonly (readonly [name: string, value: string | null])[] {
  return [
    ["range", view.rangeMin === FIRST_VIEW.rangeMin ? null : String(view.rangeMin)],
    ["span", view.span === null ? null : `${view.span.fromMs}-${view.span.toMs}`],
    ["sel", view.selection === null ? null : serialiseHeatSelection(view.selection)],
    ["at", view.atMs === null ? null : String(view.atMs)],
    ["service", view.service],
    ["with", view.compare],
    ["shade", view.shade === FIRST_VIEW.shade ? null : view.shade],
    ["lines", view.lines.length === 0 ? null : view.lines.join(",")],
    ["by", view.isByRoute ? "route" : null],
    ["traces", view.traces],
  ];
}

/** A view with a part changed. Who draws a new brush wants to see its traces. */
export function changedView(view: RoomView, part: Partial<RoomView>): RoomView {
  return { ...view, ...(part.selection ? { traces: null } : {}), ...part };
}

/** A stretch that can be shown: in whole milliseconds, the right way round, neither too short nor too long. */
export function spanOf(aMs: number, bMs: number): Span {
  const fromMs = Math.round(Math.min(aMs, bMs));
  const toMs = Math.round(Math.max(aMs, bMs));
  if (toMs - fromMs > MAX_SPAN_MS) return { fromMs: toMs - MAX_SPAN_MS, toMs };
  if (toMs - fromMs >= MIN_SPAN_MS) return { fromMs, toMs };
  const middleMs = Math.round((fromMs + toMs) / 2);
  return { fromMs: middleMs - MIN_SPAN_MS / 2, toMs: middleMs + MIN_SPAN_MS / 2 };
}

function spanFrom(text: string | null): Span | null {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? "");
  const [fromMs, toMs] = [epochFrom(match?.[1] ?? null), epochFrom(match?.[2] ?? null)];
  return fromMs === null || toMs === null || fromMs >= toMs ? null : spanOf(fromMs, toMs);
}

function epochFrom(text: string | null): number | null {
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const ms = Number(text);
  return ms <= MAX_EPOCH_MS ? ms : null;
}
