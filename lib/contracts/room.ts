import * as z from "zod/mini";
import { COMPARISONS, MAX_SPAN_MS, type RoomView } from "@/lib/domain/room-view";
import { breakerSchema, guardsPanelSchema } from "./breakers";
import { serviceMapSchema } from "./service-map";

// What the war room's tick carries. Times are epoch milliseconds, durations milliseconds, ratios 0–1.

const panelState = z.enum(["ok", "stale", "unknown", "error"]);

/** A panel's data with its provenance. `at` = time of the data; stale data stays, with `failingSinceMs`. */
export function panelOf<T extends z.ZodMiniType>(data: T) {
  return z.object({
    state: panelState,
    atMs: z.nullable(z.number()),
    n: z.nullable(z.number()),
    failingSinceMs: z.nullable(z.number()),
    /** Why it is not ok: a GapReason. */
    reason: z.nullable(z.string()),
    /** The query behind it, so that every number can be traced to its source. */
    query: z.nullable(z.string()),
    data: z.nullable(data),
  });
}

export const gridSchema = z.object({ fromMs: z.number(), toMs: z.number(), stepMs: z.number() });
const valuesSchema = z.array(z.nullable(z.number()));

export const latencyPanelSchema = z.object({
  boundsS: z.array(z.number()),
  /** [column][row], newest last; null = gap. */
  columns: z.array(z.nullable(z.array(z.number()))),
  nonMonotoneColumns: z.number(),
});

export const signalsPanelSchema = z.object({
  p50Ms: valuesSchema,
  p95Ms: valuesSchema,
  p99Ms: valuesSchema,
  requestsPerS: valuesSchema,
  errorRatio: valuesSchema,
  panicsPerS: valuesSchema,
  cancelledPerS: valuesSchema,
  goroutines: valuesSchema,
  heapBytes: valuesSchema,
  allocationBytesPerS: valuesSchema,
  gcPauseMs: valuesSchema,
});

export const runtimePanelSchema = z.object({
  /** Pods that report. */
  pods: valuesSchema,
  openFiles: valuesSchema,
  maxFiles: valuesSchema,
  /** 0–1, of the pod that is nearest to its limit. */
  fullestFilesRatio: valuesSchema,
  poolInUse: valuesSchema,
  poolMax: valuesSchema,
  fullestPoolRatio: valuesSchema,
  cpuCores: valuesSchema,
  residentBytes: valuesSchema,
  memoryLimitBytes: valuesSchema,
});

export const traceRowSchema = z.object({
  traceId: z.string(),
  startMs: z.number(),
  durationMs: z.number(),
  service: z.string(),
  operation: z.string(),
  status: z.enum(["ok", "error", "unset"]),
  version: z.nullable(z.string()),
  statusMessage: z.nullable(z.string()),
  /** Self time by service and operation, largest first, at most 5; the rest is `otherMs`. */
  selfTimes: z.array(z.object({ service: z.string(), operation: z.string(), selfMs: z.number() })),
  otherMs: z.number(),
});

export const tracesPanelSchema = z.object({
  rows: z.array(traceRowSchema),
  limit: z.number(),
  mayBeTruncated: z.boolean(),
});

export const baselineSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  n: z.number(),
  p50Ms: z.nullable(z.number()),
  p95Ms: z.nullable(z.number()),
  p99Ms: z.nullable(z.number()),
  errorRatio: z.nullable(z.number()),
  requestsPerS: z.nullable(z.number()),
  goroutines: z.nullable(z.number()),
  heapBytes: z.nullable(z.number()),
  allocationBytesPerS: z.nullable(z.number()),
  /** Requests of the window by latency bucket, to compare columns with; null: no histogram. */
  buckets: z.nullable(z.object({ boundsS: z.array(z.number()), counts: z.array(z.number()) })),
  gcPauseMs: z.nullable(z.number()),
  openFiles: z.nullable(z.number()),
  poolInUse: z.nullable(z.number()),
  cpuCores: z.nullable(z.number()),
  residentBytes: z.nullable(z.number()),
});

export const comparisonSchema = z.object({
  kind: z.enum(COMPARISONS),
  /** How much earlier it was. */
  shiftMs: z.number(),
  signals: signalsPanelSchema,
});

export const upstreamHealthSchema = z.object({
  upstream: z.enum(["prometheus", "jaeger", "kubernetes", "alertmanager", "etcd"]),
  state: z.enum(["ok", "stale", "unknown"]),
  lastOkMs: z.nullable(z.number()),
  failingSinceMs: z.nullable(z.number()),
  reason: z.nullable(z.string()),
});

export const changeMarkerSchema = z.object({
  atMs: z.number(),
  kind: z.enum(["deploy", "flag", "config", "schema"]),
  service: z.string(),
  version: z.nullable(z.string()),
  summary: z.string(),
});

export const roomFrameSchema = z.object({
  incidentId: z.string(),
  /** When the frame was made; its age is shown. */
  atMs: z.number(),
  service: z.string(),
  grid: gridSchema,
  objectiveMs: z.number(),
  baseline: z.nullable(baselineSchema),
  latency: panelOf(latencyPanelSchema),
  signals: panelOf(signalsPanelSchema),
  runtime: panelOf(runtimePanelSchema),
  breakers: panelOf(z.array(breakerSchema)),
  guards: panelOf(guardsPanelSchema),
  slowTraces: panelOf(tracesPanelSchema),
  failedTraces: panelOf(tracesPanelSchema),
  /** Who calls whom around the incident's service. */
  map: panelOf(serviceMapSchema),
  /** The signals of an earlier stretch, on this frame's grid; null: none was asked for. */
  comparison: z.nullable(panelOf(comparisonSchema)),
  changes: z.array(changeMarkerSchema),
  upstreams: z.array(upstreamHealthSchema),
});

export type RoomFrame = z.infer<typeof roomFrameSchema>;
export type TraceRow = z.infer<typeof traceRowSchema>;
export type ChangeMarker = z.infer<typeof changeMarkerSchema>;
export type Panel<T> = {
  readonly state: z.infer<typeof panelState>;
  readonly atMs: number | null;
  readonly n: number | null;
  readonly failingSinceMs: number | null;
  readonly reason: string | null;
  readonly query: string | null;
  readonly data: T | null;
};

const spanSchema = z
  .object({ fromMs: z.int().check(z.nonnegative()), toMs: z.int().check(z.positive()) })
  .check(z.refine(({ fromMs, toMs }) => fromMs < toMs && toMs - fromMs <= MAX_SPAN_MS, "not a stretch of at most 6 h"));

/** What a tick asks for: the part of a view that decides what is fetched. Viewers of the same share one frame. */
export const tickInputSchema = z.object({
  incidentId: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Decides the step (1, 5, 10, 30, 60 s). */
  rangeMin: z.union([z.literal(5), z.literal(20), z.literal(60), z.literal(360)]),
  span: z._default(z.nullable(spanSchema), null),
  service: z._default(z.nullable(z.string().check(z.minLength(1), z.maxLength(200))), null),
  compare: z._default(z.nullable(z.enum(COMPARISONS)), null),
});
export type TickInput = z.infer<typeof tickInputSchema>;

/** The tick's input for a view. */
export function tickInputOf(
  incidentId: string,
  { rangeMin, span, service, compare }: Pick<RoomView, "rangeMin" | "span" | "service" | "compare">,
): TickInput {
  return { incidentId, rangeMin, span, service, compare };
}

/** null frame: nothing cached yet, ask again at the next tick. */
export const tickResultSchema = z.union([
  z.object({ ok: z.literal(true), frame: z.nullable(roomFrameSchema) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);
export type TickResult = z.infer<typeof tickResultSchema>;
