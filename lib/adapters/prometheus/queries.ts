import type { Service } from "@/lib/domain/service";
import { anyOf, duration, labelName, quoted, selector, tagged } from "./promql";
import { poolExpressions, poolsOf } from "./runtime-queries";

const RATE_SCRAPES = 4;
const SERVER_ERROR = '=~"5.."';

/** Rate window of a panel: at least four scrapes, so that one lost scrape leaves no hole, and at least the step, so that no request falls between columns. */
export function rateWindowMs({ scrapeMs, stepMs }: { readonly scrapeMs: number; readonly stepMs: number }): number {
  return Math.max(RATE_SCRAPES * scrapeMs, stepMs);
}

/** One instant query: how many series come as classic and as native histograms, and their scrape interval in seconds from their own time stamps. */
export function histogramProbeQuery(service: Service): string {
  const { histogram, selector: own } = service.metrics.latency;
  const interval = (series: string) => {
    const stamps = `timestamp(${series})[2m:1s]`;
    return `min((max_over_time(${stamps}) - min_over_time(${stamps})) / (count_over_time(${series}[2m]) - 1 > 0))`;
  };
  const [classic, native] = [selector(`${histogram}_count`, [own]), selector(histogram, [own])];
  return [
    tagged("classic", `count(${classic})`),
    tagged("native", `count(${native})`),
    tagged("classic_scrape", interval(classic)),
    tagged("native_scrape", interval(native)),
  ].join(" or ");
}

/** Cumulative requests per second by bucket. */
export function bucketRatesQuery(service: Service, windowMs: number): string {
  const { histogram, selector: own } = service.metrics.latency;
  return `sum by (le) (rate(${selector(`${histogram}_bucket`, [own])}[${duration(windowMs)}]))`;
}

/** The same from a native histogram: samples come as `histogram`, not `value`. */
export function nativeRatesQuery(service: Service, windowMs: number): string {
  const { histogram, selector: own } = service.metrics.latency;
  return `sum(rate(${selector(histogram, [own])}[${duration(windowMs)}]))`;
}

/** Routes beyond the busiest are counted, not asked for: a service with an id in its paths has thousands. */
export const ROUTE_LIMIT = 40;

/**
 * Latency buckets by route as one query: `signal` is "all", "failed" (server errors) or "routes" (how many there are). Native histograms
 * come without it, split by status: label_replace loses them in Prometheus 2.42. The busiest are chosen over the whole range, so
 * that they are the same in every column. null: the catalogue's route label cannot be a label.
 */
export function routesQuery(
  service: Service,
  input: { readonly windowMs: number; readonly rangeMs: number; readonly form: "classic" | "native" },
): string | null {
  const { histogram, selector: own, route, status } = service.metrics.latency;
  const by = labelName(route);
  if (by === null) return null;
  const isNative = input.form === "native";
  const [buckets, counts] = isNative ? [histogram, histogram] : [`${histogram}_bucket`, `${histogram}_count`];
  const statusLabel = labelName(status) ?? "status";
  const failed = `${statusLabel}${SERVER_ERROR}`;
  const rates = (metric: string, windowMs: number, extra: readonly string[] = [], at = "") =>
    `rate(${selector(metric, [own, ...extra])}[${duration(windowMs)}]${at})`;
  const perRoute = `sum by (${by}) (${rates(counts, input.rangeMs, [], " @ end()")})`;
  const busiest = `topk(${ROUTE_LIMIT}, ${isNative ? `histogram_count(${perRoute})` : perRoute})`;
  const total = tagged("routes", `count(count by (${by}) (${selector(counts, [own])}))`);
  const latencies = (split: readonly string[], extra: readonly string[] = []) =>
    `sum by (${split.join(", ")}) (${rates(buckets, input.windowMs, extra)}) and on (${by}) ${busiest}`;
  return isNative
    ? `${latencies([by, statusLabel])} or ${total}`
    : [tagged("all", latencies([by, "le"])), tagged("failed", latencies([by, "le"], [failed])), total].join(" or ");
}

export const SIGNALS = [
  "p50",
  "p95",
  "p99",
  "requests",
  "errors",
  "panics",
  "cancelled",
  "goroutines",
  "heap",
  "allocation",
  "gc",
] as const;
export type SignalName = (typeof SIGNALS)[number];

/** All golden signals and runtime figures of one service as one query, told apart by the label `signal`. */
export function signalsQuery(service: Service, windowMs: number, kind: "classic" | "native"): string {
  const { histogram, selector: own, status } = service.metrics.latency;
  const w = duration(windowMs);
  const rateOf = (metric: string, extra: readonly string[] = []) =>
    `sum(rate(${selector(metric, [own, ...extra])}[${w}]))`;
  const failed = `${labelName(status) ?? "status"}${SERVER_ERROR}`;
  const isNative = kind === "native";
  const quantile = (q: number) =>
    isNative
      ? `histogram_quantile(${q}, ${rateOf(histogram)})`
      : `histogram_quantile(${q}, ${bucketRatesQuery(service, windowMs)})`;
  const count = (extra: readonly string[] = []) =>
    isNative ? `histogram_count(${rateOf(histogram, extra)})` : rateOf(`${histogram}_count`, extra);
  const parts: Readonly<Record<SignalName, string>> = {
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    requests: count(),
    // No failed request leaves no series; with traffic that is a ratio of 0, without it stays unknown.
    errors: `(${count([failed])} or 0 * ${count()}) / ${count()}`,
    panics: rateOf(service.metrics.panics),
    cancelled: rateOf(service.metrics.cancelled),
    goroutines: `sum(${selector("go_goroutines", [own])})`,
    heap: `sum(${selector("go_memstats_heap_alloc_bytes", [own])})`,
    allocation: rateOf("go_memstats_alloc_bytes_total"),
    gc: `${rateOf("go_gc_duration_seconds_sum")} / ${rateOf("go_gc_duration_seconds_count")}`,
  };
  return SIGNALS.map((name) => tagged(name, parts[name])).join(" or ");
}

/** Services whose series differ in one label only are asked together. */
export type ServiceGroup = {
  readonly metrics: Service["metrics"];
  readonly matchers: readonly string[];
  /** Label that tells the services apart; null when the group is one service. */
  readonly label: string | null;
  readonly serviceOf: ReadonlyMap<string, string>;
};

const ONE_LABEL = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"([^"\\]*)"\s*$/;

export function groupsOf(services: readonly Service[]): readonly ServiceGroup[] {
  const shared = new Map<string, { metrics: Service["metrics"]; label: string; serviceOf: Map<string, string> }>();
  const single: ServiceGroup[] = [];
  for (const service of services) {
    const { latency, panics, cancelled, pool } = service.metrics;
    const [, label, value] = ONE_LABEL.exec(latency.selector) ?? [];
    if (label === undefined || value === undefined) {
      single.push({
        metrics: service.metrics,
        matchers: [latency.selector],
        label: null,
        serviceOf: new Map([["", service.name]]),
      });
      continue;
    }
    const key = JSON.stringify([latency.histogram, latency.status, panics, cancelled, pool, label]);
    const group = shared.get(key) ?? { metrics: service.metrics, label, serviceOf: new Map<string, string>() };
    shared.set(key, group);
    if (!group.serviceOf.has(value)) group.serviceOf.set(value, service.name);
  }
  const joined = [...shared.values()].map(
    (group): ServiceGroup => ({ ...group, matchers: [`${group.label}=~${anyOf([...group.serviceOf.keys()])}`] }),
  );
  return [...joined, ...single];
}

export const WINDOW_SIGNALS = [
  "buckets",
  "failed",
  "p50",
  "p95",
  "p99",
  "requests",
  "slow",
  "panics",
  "goroutines",
  "heap",
  "allocation",
  "pool",
] as const;

/**
 * Figures of whole windows, one instant query for all groups at the window's end. `signal` is `<group index>:<name>`.
 * `by` adds a label to split by, e.g. version.
 */
export function windowsQuery(input: {
  readonly groups: readonly ServiceGroup[];
  readonly windowMs: number;
  readonly by: string | null;
  readonly kind: "classic" | "native";
  /** Threshold of "slow" for native histograms; classic ones are read from their buckets. */
  readonly slowS: number;
}): string {
  return input.groups.map((group, index) => windowsOfGroup(group, index, input)).join(" or ");
}

function windowsOfGroup(
  { metrics, matchers, label }: ServiceGroup,
  index: number,
  { windowMs, by, kind, slowS }: Parameters<typeof windowsQuery>[0],
): string {
  const { histogram, status } = metrics.latency;
  const w = duration(windowMs);
  const sub = `[${w}:${duration(Math.max(1_000, windowMs / 30))}]`;
  const split = [label, by].filter((name): name is string => name !== null);
  const sum = (expression: string, extra: readonly string[] = []) =>
    `sum by (${[...split, ...extra].join(", ")}) (${expression})`;
  const grown = (metric: string, extra: readonly string[] = []) =>
    `increase(${selector(metric, [...matchers, ...extra])}[${w}])`;
  const rateOf = (metric: string) => `rate(${selector(metric, matchers)}[${w}])`;
  const gauge = (metric: string) => sum(selector(metric, matchers));
  const failed = `${labelName(status) ?? "status"}${SERVER_ERROR}`;
  const name = (signal: (typeof WINDOW_SIGNALS)[number]) => `${index}:${signal}`;
  const pool = poolExpressions(poolsOf({ metrics }), matchers);

  const latency =
    kind === "native"
      ? [
          ...([0.5, 0.95, 0.99] as const).map((q) =>
            tagged(
              name(q === 0.5 ? "p50" : q === 0.95 ? "p95" : "p99"),
              `histogram_quantile(${q}, ${sum(rateOf(histogram))})`,
            ),
          ),
          tagged(name("requests"), `histogram_count(${sum(grown(histogram))})`),
          tagged(name("slow"), `1 - histogram_fraction(0, ${slowS}, ${sum(rateOf(histogram))})`),
          tagged(name("failed"), `histogram_count(${sum(grown(histogram, [failed]))})`),
        ]
      : [
          tagged(name("buckets"), sum(grown(`${histogram}_bucket`), ["le"])),
          tagged(name("failed"), sum(grown(`${histogram}_count`, [failed]))),
        ];
  return [
    ...latency,
    tagged(name("panics"), sum(rateOf(metrics.panics))),
    // Averaged as a sum over pods: a window that spans a rollout must not count old and new pods together.
    tagged(name("goroutines"), `avg_over_time(${gauge("go_goroutines")}${sub})`),
    tagged(name("heap"), `avg_over_time(${gauge("go_memstats_heap_alloc_bytes")}${sub})`),
    tagged(name("allocation"), sum(rateOf("go_memstats_alloc_bytes_total"))),
    tagged(name("pool"), `avg_over_time((${sum(pool.inUse)} / ${sum(pool.max)})${sub})`),
  ].join(" or ");
}

/** Series whose exemplars are asked for. */
export function exemplarSelector(service: Service, form: "classic" | "native"): string {
  const { histogram, selector: own } = service.metrics.latency;
  return selector(form === "native" ? histogram : `${histogram}_bucket`, [own]);
}

/** A matcher `label="value"`, escaped. */
export function equals(label: string, value: string): string {
  return `${labelName(label) ?? "__invalid__"}=${quoted(value)}`;
}
