import { bucketQuantile, type CumulativeBucket, ratioAbove } from "@/lib/domain/bucket-quantile";
import { deaccumulate } from "@/lib/domain/heatmap";
import type {
  Exemplar,
  LatencyHistogram,
  RouteHistograms,
  ServiceSignals,
  WindowSummary,
} from "@/lib/domain/measurement";
import { bucketRowsOf, type NativeBucket } from "@/lib/domain/native-buckets";
import type { Grid, Series } from "@/lib/domain/series";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import { compareText } from "@/lib/domain/text-order";
import { columnsOf } from "./columns";
import type { ServiceGroup } from "./queries";
import type { ExemplarData, MatrixSeries, VectorSample } from "./schema";

function seriesOf(values: readonly (number | null)[], grid: Grid, name: string): Series {
  return {
    labels: { signal: name },
    samples: values.map((value, column) => ({ atMs: grid.fromMs + column * grid.stepMs, value })),
  };
}

function boundOf(le: string | undefined): number {
  return le === undefined || le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
}

/** Rates by `le` into requests per column and bucket. null: no column holds data. */
export function histogramOf(result: readonly MatrixSeries[], grid: Grid): LatencyHistogram | null {
  const rows = result
    .map((series) => ({ bound: boundOf(series.metric.le), values: columnsOf(series.values, grid) }))
    .filter((row) => !Number.isNaN(row.bound))
    .sort((a, b) => a.bound - b.bound);
  const stepS = grid.stepMs / 1_000;
  let nonMonotoneColumns = 0;
  const width = Math.floor((grid.toMs - grid.fromMs) / grid.stepMs) + 1;
  const hasOpenBand = rows.at(-1)?.bound === Number.POSITIVE_INFINITY;
  const columns = Array.from({ length: width }, (_, column) => {
    const split = hasOpenBand ? deaccumulate(rows.map((row) => row.values[column] ?? null)) : null;
    if (split === null) return null;
    if (!split.isMonotone) nonMonotoneColumns += 1;
    return split.counts.map((rate) => rounded(rate * stepS));
  });
  if (columns.every((column) => column === null)) return null;
  return { grid, boundsS: rows.slice(0, -1).map((row) => row.bound), columns, nonMonotoneColumns };
}

/** Native histograms, exponential or with custom bounds, summed over series, on one set of rows. null: none in the answer. */
export function nativeHistogramOf(result: readonly MatrixSeries[], grid: Grid): LatencyHistogram | null {
  const stepS = grid.stepMs / 1_000;
  const byTime = new Map<number, NativeBucket[]>();
  for (const { histograms } of result) {
    for (const [atS, { buckets }] of histograms) {
      const atMs = Math.round(atS * 1_000);
      const column = byTime.get(atMs) ?? [];
      byTime.set(atMs, column);
      for (const [rule, lowS, highS, rate] of buckets) column.push({ rule, lowS, highS, count: rate * stepS });
    }
  }
  if (byTime.size === 0) return null;
  const columns: (readonly NativeBucket[] | null)[] = [];
  for (let atMs = grid.fromMs; atMs <= grid.toMs; atMs += grid.stepMs) columns.push(byTime.get(atMs) ?? null);
  const rows = bucketRowsOf(columns);
  return {
    grid,
    boundsS: rows.boundsS,
    columns: rows.columns.map((column) => column?.map(rounded) ?? null),
    nonMonotoneColumns: 0,
  };
}

const SERVER_ERROR = /^5..$/;

/** Histograms by route, in the order of the answer. null: no column of any route holds data. */
export function routesOf(
  result: readonly MatrixSeries[],
  input: { readonly grid: Grid; readonly label: string; readonly status: string; readonly form: HistogramForm },
): RouteHistograms | null {
  const { grid, label, status, form } = input;
  const isNative = form === "native";
  const histogram = isNative ? nativeHistogramOf : histogramOf;
  const isOf = ({ metric }: MatrixSeries, signal: "all" | "failed") =>
    isNative
      ? metric.signal === undefined && (signal === "all" || SERVER_ERROR.test(metric[status] ?? ""))
      : metric.signal === signal;
  const byRoute = (signal: "all" | "failed") => {
    const routes = new Map<string, MatrixSeries[]>();
    for (const series of result) {
      if (!isOf(series, signal)) continue;
      const route = series.metric[label] ?? "";
      const known = routes.get(route) ?? [];
      routes.set(route, known);
      known.push(series);
    }
    return routes;
  };
  const failed = byRoute("failed");
  const routes = [...byRoute("all")].flatMap(([route, series]) => {
    const all = histogram(series, grid);
    return all === null ? [] : [{ route, all, failed: histogram(failed.get(route) ?? [], grid) }];
  });
  const counted = result.find(({ metric }) => metric.signal === "routes")?.values.at(-1)?.[1] ?? 0;
  return routes.length === 0 ? null : { grid, routes, routesTotal: Math.max(routes.length, counted) };
}

export type HistogramForm = "classic" | "native";

/** What the probe saw: the form that more series have, the finer one at a tie; null when there is neither. Scrape interval null: cannot tell. */
export function probeOf(result: readonly VectorSample[]): {
  readonly form: HistogramForm | null;
  readonly scrapeMs: number | null;
} {
  const positive = (signal: string) => {
    const value = result.find(({ metric }) => metric.signal === signal)?.value?.[1];
    return value !== undefined && Number.isFinite(value) && value > 0 ? value : null;
  };
  const classic = positive("classic") ?? 0;
  const native = positive("native") ?? 0;
  const form = classic + native === 0 ? null : native >= classic ? "native" : "classic";
  const scrapeS = positive(`${form ?? "classic"}_scrape`);
  return { form, scrapeMs: scrapeS === null ? null : Math.max(100, Math.round(scrapeS * 10) * 100) };
}

/** The joined signals query into series on the grid. null: the answer holds no series at all. */
export function signalsOf(result: readonly MatrixSeries[], grid: Grid): ServiceSignals | null {
  if (result.length === 0) return null;
  const valuesOf = (name: string, factor = 1) => {
    const series = result.find((candidate) => candidate.metric.signal === name);
    const values = columnsOf(series?.values ?? [], grid);
    return seriesOf(
      factor === 1 ? values : values.map((value) => (value === null ? null : value * factor)),
      grid,
      name,
    );
  };
  const requestsPerS = valuesOf("requests");
  const rateNow = requestsPerS.samples.at(-1)?.value ?? null;
  return {
    grid,
    p50Ms: valuesOf("p50", 1_000),
    p95Ms: valuesOf("p95", 1_000),
    p99Ms: valuesOf("p99", 1_000),
    requestsPerS,
    errorRatio: valuesOf("errors"),
    panicsPerS: valuesOf("panics"),
    cancelledPerS: valuesOf("cancelled"),
    goroutines: valuesOf("goroutines"),
    heapBytes: valuesOf("heap"),
    allocationBytesPerS: valuesOf("allocation"),
    gcPauseMs: valuesOf("gc", 1_000),
    nNow: rateNow === null ? null : Math.round((rateNow * grid.stepMs) / 1_000),
  };
}

type Row = { readonly buckets: CumulativeBucket[]; readonly values: Map<string, number> };

/** Window figures by service, and by the value of `by` when it is set. Rows without traffic and without runtime series are left out. */
export function windowsOf(
  result: readonly VectorSample[],
  input: {
    readonly groups: readonly ServiceGroup[];
    readonly services: readonly Service[];
    readonly by: string | null;
    readonly fromMs: number;
    readonly toMs: number;
  },
): readonly (WindowSummary & { readonly version: string })[] {
  const rows = new Map<string, Row & { readonly service: Service; readonly version: string }>();
  const byName = new Map(input.services.map((service) => [service.name, service]));
  for (const sample of result) {
    const [index = "", name = ""] = (sample.metric.signal ?? "").split(":");
    const group = input.groups[Number(index)];
    const service = byName.get(
      group?.serviceOf.get(group.label === null ? "" : (sample.metric[group.label] ?? "")) ?? "",
    );
    const value = sample.value?.[1];
    if (service === undefined || value === undefined || !Number.isFinite(value)) continue;
    const version = input.by === null ? "" : (sample.metric[input.by] ?? "");
    const key = JSON.stringify([service.name, version]);
    const row = rows.get(key) ?? { service, version, buckets: [], values: new Map<string, number>() };
    rows.set(key, row);
    if (name === "buckets") row.buckets.push({ boundS: boundOf(sample.metric.le), count: value });
    else row.values.set(name, value);
  }
  return [...rows.values()]
    .map((row) => summaryOf(row, row.service, row.version, input))
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.version, b.version));
}

function summaryOf(
  { buckets, values }: Row,
  service: Service,
  version: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): WindowSummary & { readonly version: string } {
  const figure = (name: string) => values.get(name) ?? null;
  const isClassic = buckets.length > 0;
  const counted = isClassic ? Math.max(...buckets.map((bucket) => bucket.count)) : (figure("requests") ?? 0);
  const ms = (q: number, name: string) => {
    const seconds = isClassic ? bucketQuantile(buckets, q) : figure(name);
    return seconds === null ? null : seconds * 1_000;
  };
  const hasTraffic = counted > 0;
  return {
    service: service.name,
    version,
    fromMs,
    toMs,
    n: Math.round(counted),
    p50Ms: ms(0.5, "p50"),
    p95Ms: ms(0.95, "p95"),
    p99Ms: ms(0.99, "p99"),
    requestsPerS: isClassic || values.has("requests") ? counted / ((toMs - fromMs) / 1_000) : null,
    errorRatio: hasTraffic ? Math.min(1, (figure("failed") ?? 0) / counted) : null,
    panicsPerS: figure("panics"),
    goroutines: figure("goroutines"),
    allocationBytesPerS: figure("allocation"),
    heapBytes: figure("heap"),
    slowRatio: isClassic ? ratioAbove(buckets, latencyObjectiveMs(service) / 1_000) : figure("slow"),
    poolUseRatio: figure("pool"),
  };
}

/** Exemplars that carry a trace id, newest first. Label names are compared without case and separators: trace_id, traceID, TraceId. */
export function exemplarsOf(data: ExemplarData): readonly Exemplar[] {
  return data
    .flatMap(({ seriesLabels, exemplars }) =>
      exemplars.flatMap(({ labels, value, timestamp }) => {
        const traceId = Object.entries(labels).find(
          ([name]) => name.toLowerCase().replaceAll("_", "") === "traceid",
        )?.[1];
        return traceId === undefined || !Number.isFinite(value)
          ? []
          : [{ traceId, valueS: value, at: new Date(Math.round(timestamp * 1_000)), labels: seriesLabels }];
      }),
    )
    .sort((a, b) => b.at.getTime() - a.at.getTime() || compareText(a.traceId, b.traceId));
}

/** Shortens float noise without losing a small count. */
function rounded(count: number): number {
  return Math.round(count * 1_000) / 1_000;
}
