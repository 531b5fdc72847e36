import { parseGoDuration } from "./go-duration";
import { BadParameter, json, type Reply } from "./reply";
import { parseRfc3339Us } from "./rfc3339";
import { type Search, searchTraces } from "./search";
import type { TraceStore } from "./store";
import { traceIdOf } from "./trace-id";
import { stringMapOf } from "./v1-api";
import { v3ResultOf, v3SummaryOf } from "./v3-json";

export type V3Context = {
  readonly store: TraceStore;
  /** false: `query.attributes` is ignored without a word, as before 2.19. */
  readonly hasAttributes: boolean;
  /** false: only the snake_case names are known, as before 2.19. */
  readonly hasCamelCase: boolean;
  /** false: no /api/v3/trace-summaries, as before 2.19. */
  readonly hasSummaries: boolean;
};

const DEFAULT_DEPTH = 100;

/** Jaeger's query API v3 (the HTTP gateway), or null when the path is none of its. */
export function v3Answer(url: URL, context: V3Context): Reply | null {
  try {
    return routed(url, context);
  } catch (error) {
    if (error instanceof BadParameter) return failure(400, error.message);
    throw error;
  }
}

function routed(url: URL, context: V3Context): Reply | null {
  const { store } = context;
  const path = url.pathname;
  if (path === "/api/v3/services") return json(200, { services: store.services() });
  if (path === "/api/v3/operations") {
    const kind = parameter(url, context, "spanKind", "span_kind").value;
    const operations = store.indexOf(url.searchParams.get("service") ?? "")?.operations() ?? [];
    return json(200, {
      operations: operations
        .map(({ name, spanKind }) => ({ name, spanKind: spanKind === "" ? "internal" : spanKind }))
        .filter(({ spanKind }) => kind === "" || spanKind === kind),
    });
  }
  if (path === "/api/v3/traces") {
    const traces = searchTraces(store, searchOf(url, context));
    return traces.length === 0 ? failure(404, "No traces found") : json(200, v3ResultOf(traces));
  }
  if (path === "/api/v3/trace-summaries" && context.hasSummaries) {
    return json(200, { summaries: searchTraces(store, searchOf(url, context)).map(v3SummaryOf) });
  }
  const one = /^\/api\/v3\/traces\/([^/]+)$/.exec(path)?.[1];
  if (one === undefined) return null;
  const trace = store.trace(namedTraceId(decodeURIComponent(one)));
  return trace === null ? failure(404, "No traces found") : json(200, v3ResultOf([trace]));
}

function searchOf(url: URL, context: V3Context): Search {
  const get = (camel: string, ...snake: readonly string[]) => parameter(url, context, camel, ...snake);
  const from = get("query.startTimeMin", "query.start_time_min");
  const to = get("query.startTimeMax", "query.start_time_max");
  if (from.value === "" || to.value === "") {
    throw new BadParameter(
      context.hasCamelCase
        ? "query.startTimeMin and query.startTimeMax are required"
        : "query.start_time_min and query.start_time_max are required",
    );
  }
  const fromUs = time(from);
  const toUs = time(to);
  if (fromUs >= toUs) throw new BadParameter("query.startTimeMin must be before query.startTimeMax");
  const attributes = context.hasAttributes ? (url.searchParams.get("query.attributes") ?? "") : "";
  return {
    service: get("query.serviceName", "query.service_name").value,
    operation: get("query.operationName", "query.operation_name").value,
    fromUs,
    toUs,
    minDurationNs: duration(get("query.durationMin", "query.duration_min")),
    maxDurationNs: duration(get("query.durationMax", "query.duration_max")),
    attributes: attributes === "" ? {} : stringMapOf(attributes, "malformed parameter query.attributes"),
    limit: depth(get("query.searchDepth", "query.search_depth", "query.num_traces")),
  };
}

type Parameter = { readonly value: string; readonly name: string };

/** The canonical name first, then its deprecated aliases; errors speak of the one that was used. */
function parameter(url: URL, context: V3Context, camel: string, ...snake: readonly string[]): Parameter {
  for (const name of context.hasCamelCase ? [camel, ...snake] : snake) {
    const value = url.searchParams.get(name);
    if (value) return { value, name };
  }
  return { value: "", name: camel };
}

function time({ value, name }: Parameter): number {
  const us = parseRfc3339Us(value);
  if (us === null) {
    throw new BadParameter(
      `malformed parameter ${name}: parsing time "${value}" as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "${value}"`,
    );
  }
  return us;
}

function duration({ value, name }: Parameter): number {
  if (value === "") return 0;
  const ns = parseGoDuration(value);
  if (ns === null) throw new BadParameter(`malformed parameter ${name}: time: invalid duration "${value}"`);
  return ns;
}

function depth({ value, name }: Parameter): number {
  if (value === "") return DEFAULT_DEPTH;
  if (!/^\d{1,9}$/.test(value)) {
    throw new BadParameter(`malformed parameter ${name}: strconv.ParseUint: parsing "${value}": invalid syntax`);
  }
  return Number(value) || DEFAULT_DEPTH;
}

function namedTraceId(text: string): string {
  try {
    return traceIdOf(text);
  } catch (error) {
    if (error instanceof BadParameter) throw new BadParameter(`malformed parameter trace_id: ${error.message}`);
    throw error;
  }
}

function failure(httpCode: number, message: string): Reply {
  return json(httpCode, { error: { httpCode, message } });
}
