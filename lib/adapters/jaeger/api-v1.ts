import type { TraceQuery } from "@/lib/domain/trace";
import { goDuration, type JaegerApi } from "./api";
import { type Answer, badAnswer, type Call, type Get } from "./http";
import { normaliseV1, spanKindOf } from "./normalise";
import { v1Error, v1Operations, v1Services, v1Traces } from "./schema";

/** Jaeger's query API v1: all of 1.x, and 2.x up to 2.20. */
export function jaegerV1(get: Get): JaegerApi {
  async function servicesAt(call: Call, answer: Answer) {
    const parsed = v1Services.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
    return parsed.data.data;
  }

  return {
    name: "v1",

    async isThere(call) {
      const answer = await get(call, "/api/services");
      if (answer.status === 404 || answer.status === 405) return false;
      await servicesAt(call, answer);
      return true;
    },

    async services(call) {
      return servicesAt(call, await get(call, "/api/services"));
    },

    async operations(call, service) {
      const answer = await get(call, "/api/operations", { service });
      const parsed = v1Operations.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      return parsed.data.data.map(({ name, spanKind }) => ({ name, kind: spanKindOf(spanKind) }));
    },

    async trace(call, traceId) {
      const answer = await get(call, `/api/traces/${traceId}`);
      if (answer.status === 404 && v1Error.safeParse(answer.body).success) return null;
      const parsed = v1Traces.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      return normaliseV1(parsed.data.data).find((trace) => trace.traceId === traceId) ?? null;
    },

    async search(call, query) {
      const answer = await get(call, "/api/traces", searchParams(query));
      const parsed = v1Traces.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) throw badAnswer(call, answer);
      const traces = normaliseV1(parsed.data.data);
      return { traces, received: traces.length, note: null };
    },
  };
}

function searchParams(query: TraceQuery): Readonly<Record<string, string>> {
  const hasAttributes = Object.keys(query.attributes ?? {}).length > 0;
  return {
    service: query.service,
    ...(query.operation === undefined ? {} : { operation: query.operation }),
    start: String(query.from.getTime() * 1_000),
    end: String(query.to.getTime() * 1_000),
    limit: String(query.limit),
    ...(query.minDurationMs === undefined ? {} : { minDuration: goDuration(query.minDurationMs) }),
    ...(query.maxDurationMs === undefined ? {} : { maxDuration: goDuration(query.maxDurationMs) }),
    ...(hasAttributes ? { tags: JSON.stringify(query.attributes) } : {}),
  };
}
