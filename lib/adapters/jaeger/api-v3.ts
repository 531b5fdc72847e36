import type { TraceQuery } from "@/lib/domain/trace";
import { type Found, goDuration, type JaegerApi } from "./api";
import { satisfies } from "./carried-attributes";
import { type Answer, badAnswer, type Call, type Get } from "./http";
import { normaliseV3, spanKindOf } from "./normalise";
import { v3Error, v3Operations, v3Services, v3Traces } from "./schema";

/** An attribute that no span has: a server that still finds traces ignores attributes. */
const NOWHERE = { "firebreak.no.such.attribute": "8f14e45f-ceea-467f-9575-1c7a6a2d3b10" };

/** Jaeger's query API v3 (every 2.x). */
export function jaegerV3(get: Get): JaegerApi {
  let ignoresAttributes: boolean | null = null;

  async function tracesAt(call: Call, query: TraceQuery) {
    const { params, aliases } = searchParams(query);
    const answer = await get(call, "/api/v3/traces", params, aliases);
    if (isNothingFound(answer)) return [];
    const parsed = v3Traces.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
    return normaliseV3(parsed.data);
  }

  return {
    name: "v3",

    async isThere(call) {
      const answer = await get(call, "/api/v3/services");
      if (answer.status === 200 && v3Services.safeParse(answer.body).success) return true;
      if (isMissing(answer)) return false;
      throw badAnswer(call, answer);
    },

    async services(call) {
      const answer = await get(call, "/api/v3/services");
      const parsed = v3Services.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      return parsed.data.services;
    },

    async operations(call, service) {
      const answer = await get(call, "/api/v3/operations", { service });
      const parsed = v3Operations.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      return parsed.data.operations.map(({ name, spanKind }) => ({ name, kind: spanKindOf(spanKind) }));
    },

    async trace(call, traceId) {
      const answer = await get(call, `/api/v3/traces/${traceId}`);
      if (isNothingFound(answer)) return null;
      const parsed = v3Traces.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      return normaliseV3(parsed.data).find((trace) => trace.traceId === traceId) ?? null;
    },

    async search(call, query): Promise<Found> {
      const traces = await tracesAt(call, query);
      const untouched = { traces, received: traces.length, note: null };
      const attributes = Object.keys(query.attributes ?? {});
      if (attributes.length === 0 || traces.every((trace) => satisfies(trace, query))) return untouched;
      // A trace that does not show them may still carry them in an event: only a search for nothing tells.
      if (ignoresAttributes === null) {
        const asked = call.asked;
        ignoresAttributes = (await tracesAt(call, { ...query, attributes: NOWHERE, limit: 1 })).length > 0;
        call.asked = asked;
      }
      if (!ignoresAttributes) return untouched;
      return {
        traces: traces.filter((trace) => satisfies(trace, query)),
        received: traces.length,
        note: "this Jaeger ignores query.attributes: filtered here",
      };
    },
  };
}

type Params = Readonly<Record<string, string>>;

/** camelCase since 2.19; before that only the snake_case names were known, which later ones still take. */
function searchParams(query: TraceQuery): { readonly params: Params; readonly aliases: Params } {
  const named: readonly (readonly [string, string, string | undefined])[] = [
    ["serviceName", "service_name", query.service],
    ["operationName", "operation_name", query.operation],
    ["startTimeMin", "start_time_min", query.from.toISOString()],
    ["startTimeMax", "start_time_max", query.to.toISOString()],
    ["durationMin", "duration_min", query.minDurationMs === undefined ? undefined : goDuration(query.minDurationMs)],
    ["durationMax", "duration_max", query.maxDurationMs === undefined ? undefined : goDuration(query.maxDurationMs)],
    ["searchDepth", "search_depth", String(query.limit)],
  ];
  const params: Record<string, string> = {};
  const aliases: Record<string, string> = { "query.num_traces": String(query.limit) };
  for (const [camel, snake, value] of named) {
    if (value === undefined) continue;
    params[`query.${camel}`] = value;
    aliases[`query.${snake}`] = value;
  }
  if (Object.keys(query.attributes ?? {}).length > 0) params["query.attributes"] = JSON.stringify(query.attributes);
  return { params, aliases };
}

/** A 404 in v3's own words: nothing matched. Any other 404 means that the path is not served. */
function isNothingFound({ status, body }: Answer): boolean {
  return status === 404 && v3Error.safeParse(body).success;
}

/** Not served here: an error page, or the UI's page in place of an API that this version does not have. */
function isMissing({ status, body }: Answer): boolean {
  return status === 404 || status === 405 || status === 501 || (status === 200 && body === undefined);
}
