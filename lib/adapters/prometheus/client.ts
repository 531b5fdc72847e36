import type { z } from "zod";
import type { Grid } from "@/lib/domain/series";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import type { GapReason, Measured } from "@/lib/domain/upstream";
import type { CallOptions, Clock, Metrics } from "@/lib/ports";
import { AnswerTooLarge, boundedText } from "../bounded-text";
import { createBreakerQuestions } from "./breakers/ask";
import {
  exemplarsOf,
  type HistogramForm,
  histogramOf,
  nativeHistogramOf,
  probeOf,
  routesOf,
  signalsOf,
  windowsOf,
} from "./normalise";
import {
  bucketRatesQuery,
  exemplarSelector,
  groupsOf,
  histogramProbeQuery,
  nativeRatesQuery,
  rateWindowMs,
  routesQuery,
  signalsQuery,
  windowsQuery,
} from "./queries";
import { runtimeOf } from "./runtime";
import { runtimeQuery } from "./runtime-queries";
import { exemplarAnswerSchema, type MatrixSeries, queryAnswerSchema, type VectorSample } from "./schema";

/** What a query said besides its result (Thanos and Mimir put partial answers here). */
export type PrometheusNotice = {
  readonly query: string;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
};

export type PrometheusOptions = {
  readonly url: string;
  /** Authorisation (bearer or basic) and tenant headers, e.g. X-Scope-OrgID. */
  readonly headers?: Readonly<Record<string, string>>;
  /** GET for proxies that refuse POST; POST takes queries of any length. */
  readonly method?: "GET" | "POST";
  /** Label that holds the release of a series. */
  readonly versionLabel?: string;
  /** Assumed until the series' own time stamps tell. */
  readonly defaultScrapeMs?: number;
  readonly onNotice?: (notice: PrometheusNotice) => void;
  readonly clock: Clock;
};

type Gap = Extract<Measured<never>, { ok: false }>;
type Answer<T> = { readonly ok: true; readonly value: T } | Gap;
/** What a service's histogram looks like here, and how often it is scraped. */
type Probe = { readonly form: HistogramForm; readonly scrapeMs: number; readonly untilMs: number };
type Params = Readonly<Record<string, string>>;

const PROBE_TTL_MS = 10 * 60_000;
const PROBE_AGAIN_MS = 2_000;

/** The port `Metrics` over the Prometheus HTTP API. Never throws: a failure is a stated gap. */
export function createPrometheus(options: PrometheusOptions): Metrics {
  const { clock } = options;
  const base = options.url.replace(/\/+$/, "");
  const probes = new Map<string, Probe>();
  const probing = new Map<string, Promise<Probe>>();

  const gap = (query: string, reason: GapReason): Gap => ({
    ok: false,
    source: "prometheus",
    reason,
    at: clock.now(),
    query,
  });
  const good = <T>(value: T, query: string, n: number | null): Measured<T> => ({
    ok: true,
    value,
    at: clock.now(),
    query,
    n,
  });

  async function request<S extends z.ZodType<{ status: "success" | "error" }>>(
    path: string,
    params: Params,
    schema: S,
    { timeoutMs }: CallOptions,
  ): Promise<Answer<z.infer<S>>> {
    const query = params.query ?? path;
    const body = new URLSearchParams({ ...params, timeout: `${timeoutMs}ms` });
    const isGet = options.method === "GET";
    try {
      const response = await fetch(isGet ? `${base}${path}?${body}` : `${base}${path}`, {
        method: isGet ? "GET" : "POST",
        headers: { accept: "application/json", ...options.headers },
        body: isGet ? null : body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await boundedText(response);
      const parsed = schema.safeParse(jsonOf(text));
      if (!parsed.success) return gap(query, reasonOfStatus(response.status));
      if (parsed.data.status === "error") return gap(query, response.status === 503 ? "timeout" : "refused");
      return { ok: true, value: parsed.data };
    } catch (error) {
      return gap(query, reasonOfError(error));
    }
  }

  async function run(path: string, params: Params, call: CallOptions): Promise<Answer<QueryResult>> {
    const answer = await request(path, params, queryAnswerSchema, call);
    if (!answer.ok) return answer;
    if (answer.value.status === "error") return gap(params.query ?? path, "refused");
    const { data, warnings, infos } = answer.value;
    if (warnings.length + infos.length > 0) options.onNotice?.({ query: params.query ?? path, warnings, infos });
    return {
      ok: true,
      value: {
        vector: data.resultType === "vector" ? data.result : [],
        matrix: data.resultType === "matrix" ? data.result : [],
      },
    };
  }

  const range = (query: string, grid: Grid, call: CallOptions) =>
    run(
      "/api/v1/query_range",
      { query, start: seconds(grid.fromMs), end: seconds(grid.toMs), step: seconds(grid.stepMs) },
      call,
    );
  const instant = (query: string, atMs: number, call: CallOptions) =>
    run("/api/v1/query", { query, time: seconds(atMs) }, call);

  /** Learned from the series themselves, by one query at a time, and kept for ten minutes. */
  async function probe(service: Service, call: CallOptions): Promise<Probe> {
    const key = probeKeyOf(service);
    const known = probes.get(key);
    if (known !== undefined && known.untilMs > clock.now().getTime()) return known;
    const running = probing.get(key) ?? ask(key, service, call).finally(() => probing.delete(key));
    probing.set(key, running);
    return running;
  }
  async function ask(key: string, service: Service, call: CallOptions): Promise<Probe> {
    const known = probes.get(key);
    const nowMs = clock.now().getTime();
    const answer = await instant(histogramProbeQuery(service), nowMs, call);
    const seen = answer.ok ? probeOf(answer.value.vector) : { form: null, scrapeMs: null };
    // Two scrapes make an interval: what is not complete yet is asked again soon.
    const isComplete = seen.form !== null && seen.scrapeMs !== null;
    const learned: Probe = {
      form: seen.form ?? known?.form ?? "classic",
      scrapeMs: seen.scrapeMs ?? known?.scrapeMs ?? options.defaultScrapeMs ?? 15_000,
      untilMs: nowMs + (isComplete ? PROBE_TTL_MS : PROBE_AGAIN_MS),
    };
    probes.set(key, learned);
    return learned;
  }
  const rateMs = ({ scrapeMs }: Probe, { stepMs }: Grid) => rateWindowMs({ scrapeMs, stepMs });

  async function windows(
    services: readonly Service[],
    from: Date,
    to: Date,
    call: CallOptions,
    by: string | null,
  ): Promise<Measured<readonly ReturnType<typeof windowsOf>[number][]>> {
    const groups = groupsOf(services);
    const toMs = to.getTime();
    // Fewer than four scrapes make no rate: a shorter window is widened, and says so in its fromMs.
    const [only] = services;
    // Baselines and verification ask for one service; a map of sixty must not mean sixty probes.
    if (only !== undefined && services.length === 1) await probe(only, call);
    const known = services.map((service) => probes.get(probeKeyOf(service)));
    const knownScrapeMs = known.map((probed) => probed?.scrapeMs ?? 250);
    const fromMs = Math.min(from.getTime(), toMs - 4 * Math.max(250, ...knownScrapeMs));
    const slowS = Math.min(...services.map(latencyObjectiveMs), 60_000) / 1_000;
    const isNative = services.length > 0 && known.every((probed) => probed?.form === "native");
    const input = { groups, windowMs: toMs - fromMs, by, slowS };
    const query = windowsQuery({ ...input, kind: isNative ? "native" : "classic" });
    if (services.length === 0) return gap("no service", "no_data");
    const answer = await instant(query, toMs, call);
    if (!answer.ok) return answer;
    const rows = windowsOf(answer.value.vector, { groups, services, by, fromMs, toMs });
    if (rows.length === 0) return gap(query, "no_data");
    return good(
      rows,
      query,
      rows.reduce((sum, row) => sum + row.n, 0),
    );
  }

  return {
    async latencyHistogram(service, grid, call) {
      const probed = await probe(service, call);
      const windowMs = rateMs(probed, grid);
      const isNative = probed.form === "native";
      const query = isNative ? nativeRatesQuery(service, windowMs) : bucketRatesQuery(service, windowMs);
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const histogram = (isNative ? nativeHistogramOf : histogramOf)(answer.value.matrix, grid);
      return histogram === null ? gap(query, "no_data") : good(histogram, query, requestsIn(histogram.columns));
    },

    async routeHistograms(service, grid, call) {
      const probed = await probe(service, call);
      const { route: label, status } = service.metrics.latency;
      const rangeMs = Math.max(grid.toMs - grid.fromMs, grid.stepMs);
      const query = routesQuery(service, { windowMs: rateMs(probed, grid), rangeMs, form: probed.form });
      if (query === null) return gap(`no label ${label}`, "not_configured");
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const routes = routesOf(answer.value.matrix, { grid, label, status, form: probed.form });
      return routes === null ? gap(query, "no_data") : good(routes, query, routes.routes.length);
    },

    async signals(service, grid, call) {
      const probed = await probe(service, call);
      const query = signalsQuery(service, rateMs(probed, grid), probed.form);
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const signals = signalsOf(answer.value.matrix, grid);
      return signals === null ? gap(query, "no_data") : good(signals, query, signals.nNow);
    },

    async runtime(service, grid, call) {
      const query = runtimeQuery(service, rateMs(await probe(service, call), grid));
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const runtime = runtimeOf(answer.value.matrix, grid);
      return runtime === null ? gap(query, "no_data") : good(runtime, query, runtime.figures.pods.at(-1) ?? null);
    },

    windows: (services, from, to, call) => windows(services, from, to, call, null),

    windowsByVersion: (service, from, to, call) =>
      windows([service], from, to, call, options.versionLabel ?? "version"),

    ...createBreakerQuestions({ clock, instant, range, gap }),

    async exemplars(service, from, to, call) {
      const query = exemplarSelector(service, (await probe(service, call)).form);
      const params = { query, start: seconds(from.getTime()), end: seconds(to.getTime()) };
      const answer = await request("/api/v1/query_exemplars", params, exemplarAnswerSchema, call);
      if (!answer.ok) return answer;
      if (answer.value.status === "error") return gap(query, "refused");
      const exemplars = exemplarsOf(answer.value.data);
      return exemplars.length === 0 ? gap(query, "no_data") : good(exemplars, query, exemplars.length);
    },

    async ping(call) {
      const answer = await instant("vector(1)", clock.now().getTime(), call);
      return answer.ok ? good(true, "vector(1)", null) : answer;
    },
  };
}

type QueryResult = { readonly vector: readonly VectorSample[]; readonly matrix: readonly MatrixSeries[] };

function probeKeyOf({ metrics }: Service): string {
  return JSON.stringify([metrics.latency.histogram, metrics.latency.selector]);
}

function requestsIn(columns: readonly (readonly number[] | null)[]): number {
  return Math.round(columns.reduce((sum, column) => sum + (column ?? []).reduce((a, b) => a + b, 0), 0));
}

function seconds(ms: number): string {
  return String(ms / 1_000);
}

/** What an answer means that is not of the API: a proxy's page with 200 is no answer, one with 401 is a refusal. */
function reasonOfStatus(status: number): GapReason {
  if (status >= 500) return "unreachable";
  return status >= 400 ? "refused" : "bad_answer";
}

function reasonOfError(error: unknown): GapReason {
  if (error instanceof AnswerTooLarge) return "bad_answer";
  const isTimeout = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
  return isTimeout ? "timeout" : "unreachable";
}

/** undefined for text that is not JSON: the schema then refuses it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
