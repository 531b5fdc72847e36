import type { RoomFrame } from "@/lib/contracts/room";
import { baselineGridOf, baselineWindowOf } from "@/lib/domain/baseline";
import type { Incident } from "@/lib/domain/incident";
import { medianOf, type RuntimeFigure } from "@/lib/domain/runtime";
import { gridOf } from "@/lib/domain/series";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import type { CallOptions, Deps } from "@/lib/ports";

export type RoomBaseline = RoomFrame["baseline"];

/** What the baseline depends on: while this does not change, it is not asked for again. */
export function baselineKeyOf(incident: Incident, service: string, changesAt: readonly Date[]): string {
  const times = [incident.detectedAt, incident.impactStartAt, ...changesAt].map((at) => at?.getTime() ?? 0);
  return JSON.stringify([service, ...times]);
}

/** Figures of the healthy window before the trouble; null = there is none; undefined = it could not be asked for. */
export async function roomBaseline(
  { metrics }: Pick<Deps, "metrics">,
  input: {
    readonly incident: Incident;
    readonly service: Service;
    readonly changesAt: readonly Date[];
    readonly call: CallOptions;
  },
): Promise<RoomBaseline | undefined> {
  const { incident, service, changesAt, call } = input;
  const times = { onsetAt: incident.impactStartAt, changesAt, firstAlertAt: incident.detectedAt };
  const signals = await metrics.signals(service, baselineGridOf(times), call);
  if (!signals.ok) return signals.reason === "no_data" ? null : undefined;
  const window = baselineWindowOf({ ...times, signals: signals.value, objectiveMs: latencyObjectiveMs(service) });
  if (window === null) return null;
  const [windows, runtime] = await Promise.all([
    metrics.windows([service], new Date(window.fromMs), new Date(window.toMs), call),
    metrics.runtime(service, gridOf(window.fromMs, window.toMs), call),
  ]);
  const [figures] = windows.ok ? windows.value : [];
  if (figures === undefined || (!runtime.ok && runtime.reason !== "no_data")) return undefined;
  const buckets = await bucketsOf(metrics, service, window, call);
  if (buckets === undefined) return undefined;
  const { fromMs, toMs, n, p50Ms, p95Ms, p99Ms, errorRatio, requestsPerS, goroutines, heapBytes, allocationBytesPerS } =
    figures;
  const median = (figure: RuntimeFigure) => (runtime.ok ? medianOf(runtime.value.figures[figure]) : null);
  const pauses = signals.value.gcPauseMs.samples.filter(({ atMs }) => atMs >= window.fromMs && atMs <= window.toMs);
  return {
    ...{ fromMs, toMs, n, p50Ms, p95Ms, p99Ms, errorRatio, requestsPerS, goroutines, heapBytes, allocationBytesPerS },
    buckets,
    gcPauseMs: medianOf(pauses.map(({ value }) => value)),
    openFiles: median("openFiles"),
    poolInUse: median("poolInUse"),
    cpuCores: median("cpuCores"),
    residentBytes: median("residentBytes"),
  };
}

/** The window as one column of the histogram; null = no series; undefined = it could not be asked for. */
async function bucketsOf(
  metrics: Deps["metrics"],
  service: Service,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  call: CallOptions,
): Promise<NonNullable<RoomBaseline>["buckets"] | undefined> {
  const histogram = await metrics.latencyHistogram(service, { fromMs: toMs, toMs, stepMs: toMs - fromMs }, call);
  if (!histogram.ok) return histogram.reason === "no_data" ? null : undefined;
  const counts = histogram.value.columns.at(-1) ?? null;
  return counts === null ? null : { boundsS: [...histogram.value.boundsS], counts: [...counts] };
}
