import { parseGoDuration } from "./go-duration";
import { BadParameter, json, type Reply } from "./reply";
import { type Search, searchTraces } from "./search";
import type { StoredTrace, TraceStore } from "./store";
import { traceIdOf } from "./trace-id";
import { v1TraceId, v1TraceOf } from "./v1-json";

export type V1Context = { readonly store: TraceStore; readonly nowMs: number; readonly hasSearch: boolean };

const DEFAULT_LIMIT = 100;
const DEFAULT_LOOKBACK_US = 2 * 24 * 3_600e6;
const DEFAULT_DEPENDENCY_LOOKBACK_MS = 24 * 3_600e3;

type V1Error = { readonly code?: number; readonly msg: string; readonly traceID?: string };

/** Jaeger's query API v1, or null when the path is none of its. Without search: as main is since August 2026. */
export function v1Answer(url: URL, context: V1Context): Reply | null {
  try {
    return routed(url, context);
  } catch (error) {
    if (error instanceof BadParameter) return failure(400, error.message);
    throw error;
  }
}

function routed(url: URL, context: V1Context): Reply | null {
  const { store } = context;
  const path = url.pathname;
  if (path === "/api/dependencies") return envelope(dependencies(url.searchParams, context));
  const one = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
  if (one !== undefined) {
    const trace = store.trace(traceIdOf(decodeURIComponent(one)));
    return trace === null ? failure(404, "trace not found") : envelope([v1TraceOf(trace)]);
  }
  if (/^\/api\/metrics\/(latencies|calls|errors)$/.test(path)) {
    return failure(501, "metrics querying is currently disabled");
  }
  if (!context.hasSearch) return null;

  if (path === "/api/services") return listing(store.services());
  const ofService = /^\/api\/services\/([^/]+)\/operations$/.exec(path)?.[1];
  if (ofService !== undefined) {
    const operations = store.indexOf(decodeURIComponent(ofService))?.operations() ?? [];
    return listing([...new Set(operations.map(({ name }) => name))]);
  }
  if (path === "/api/operations") {
    const service = url.searchParams.get("service");
    if (!service) throw new BadParameter("parameter 'service' is required");
    const kind = url.searchParams.get("spanKind") ?? "";
    const operations = store.indexOf(service)?.operations() ?? [];
    return listing(operations.filter(({ spanKind }) => kind === "" || spanKind === kind));
  }
  if (path === "/api/traces") return search(url.searchParams, context);
  return null;
}

function search(query: URLSearchParams, { store, nowMs }: V1Context): Reply {
  const ids = query.getAll("traceID").map((id) => ({ id, trace: store.trace(traceIdOf(id)) }));
  const parsed = searchOf(query, nowMs);
  if (ids.length === 0) {
    if (parsed.service === "") throw new BadParameter("parameter 'service' is required");
    return envelope(searchTraces(store, parsed).map(v1TraceOf));
  }
  const found = ids.flatMap(({ trace }) => (trace === null ? [] : [v1TraceOf(trace)]));
  const missing = ids
    .filter(({ trace }) => trace === null)
    .map(({ id }): V1Error => ({ msg: "trace not found", traceID: v1TraceId(traceIdOf(id)) }));
  return envelope(found, { errors: missing.length === 0 ? null : missing });
}

function searchOf(query: URLSearchParams, nowMs: number): Search {
  const search = {
    service: query.get("service") ?? "",
    operation: query.get("operation") ?? "",
    fromUs: integer(query, "start") ?? nowMs * 1_000 - DEFAULT_LOOKBACK_US,
    toUs: integer(query, "end") ?? nowMs * 1_000,
    minDurationNs: duration(query, "minDuration"),
    maxDurationNs: duration(query, "maxDuration"),
    attributes: tags(query),
    limit: integer(query, "limit") ?? DEFAULT_LIMIT,
  };
  if (search.limit <= 0) throw new BadParameter("invalid parameter: limit must be greater than 0");
  if (search.fromUs > search.toUs) throw new BadParameter("invalid parameter: start time must be before end time");
  if (search.minDurationNs !== 0 && search.maxDurationNs !== 0 && search.maxDurationNs < search.minDurationNs) {
    throw new BadParameter("'maxDuration' should be greater than 'minDuration'");
  }
  return search;
}

function tags(query: URLSearchParams): Readonly<Record<string, string>> {
  const wanted: Record<string, string> = {};
  for (const tag of query.getAll("tag")) {
    const colon = tag.indexOf(":");
    if (colon < 0) throw new BadParameter(`malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    wanted[tag.slice(0, colon)] = tag.slice(colon + 1);
  }
  for (const text of query.getAll("tags")) Object.assign(wanted, stringMapOf(text, "malformed 'tags' parameter"));
  return wanted;
}

/** A JSON object of strings, as Go's `map[string]string` takes it. */
export function stringMapOf(text: string, complaint: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadParameter(
      `${complaint}, cannot unmarshal JSON: ${error instanceof Error ? error.message : "malformed"}`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadParameter(`${complaint}, cannot unmarshal JSON: not an object`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, string] => {
      if (typeof item !== "string") {
        throw new BadParameter(`${complaint}, cannot unmarshal JSON: the value of ${key} is not a string`);
      }
      return [key, item];
    }),
  );
}

function dependencies(query: URLSearchParams, { store, nowMs }: V1Context): readonly object[] {
  const endMs = integer(query, "endTs") ?? nowMs;
  const fromMs = endMs - (integer(query, "lookback") ?? DEFAULT_DEPENDENCY_LOOKBACK_MS);
  const only = query.get("service") ?? "";
  const links = new Map<string, { readonly parent: string; readonly child: string; callCount: number }>();
  for (const trace of store.traces()) {
    if (!startsWithin(trace, fromMs * 1_000, endMs * 1_000)) continue;
    const serviceOf = new Map(trace.spans.map(({ spanId, resource }) => [spanId, resource.service]));
    for (const { parentSpanId, resource } of trace.spans) {
      const parent = parentSpanId === null ? undefined : serviceOf.get(parentSpanId);
      const child = resource.service;
      if (parent === undefined || parent === child) continue;
      if (only !== "" && parent !== only && child !== only) continue;
      const key = JSON.stringify([parent, child]);
      const link = links.get(key) ?? { parent, child, callCount: 0 };
      link.callCount += 1;
      links.set(key, link);
    }
  }
  return [...links.values()];
}

function startsWithin(trace: StoredTrace, fromUs: number, toUs: number): boolean {
  const startUs = trace.spans.reduce((least, span) => Math.min(least, span.startUs), Number.POSITIVE_INFINITY);
  return startUs >= fromUs && startUs <= toUs;
}

function integer(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (!text) return null;
  if (!/^-?\d{1,19}$/.test(text)) {
    throw new BadParameter(`unable to parse param '${name}': strconv.ParseInt: parsing "${text}": invalid syntax`);
  }
  return Number(text);
}

function duration(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (!text) return 0;
  const ns = parseGoDuration(text);
  if (ns === null) throw new BadParameter(`unable to parse param '${name}': time: invalid duration "${text}"`);
  return ns;
}

function listing(data: readonly unknown[]): Reply {
  return envelope(data, { total: data.length });
}

function envelope(
  data: readonly unknown[],
  { total = 0, errors = null }: { readonly total?: number; readonly errors?: readonly V1Error[] | null } = {},
): Reply {
  return json(200, { data, total, limit: 0, offset: 0, errors });
}

function failure(code: number, msg: string): Reply {
  return json(code, { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] });
}
