import type { TraceSearch } from "@/lib/domain/trace";
import { traceIdFrom } from "@/lib/domain/trace-id";
import type { Measured } from "@/lib/domain/upstream";
import type { CallOptions, Traces } from "@/lib/ports";
import type { JaegerApi } from "./api";
import { jaegerV1 } from "./api-v1";
import { jaegerV3 } from "./api-v3";
import { type Call, getterOf, JaegerGap } from "./http";

export type JaegerOptions = {
  /** Base URL of the query service, with the path it is mounted at, if any. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly now?: () => Date;
};

/** What Jaeger falls back to without a word when it finds a limit too high. */
const SERVERS_OWN_LIMIT = 100;

/**
 * Traces from Jaeger's query API: v3 where it is served, else v1. Which one is found out by the first call, kept, and
 * found out again after a call that failed (an upgrade removes v1's search, a downgrade v3). No retry and no breaker here.
 */
export function createJaeger(options: JaegerOptions): Traces {
  const now = options.now ?? (() => new Date());
  const base = options.url.replace(/\/+$/, "");
  const get = getterOf(options);
  const apis: readonly JaegerApi[] = [jaegerV3(get), jaegerV1(get)];
  let known: JaegerApi | null = null;

  async function apiFor(call: Call): Promise<JaegerApi> {
    if (known !== null) return known;
    for (const api of apis) {
      if (await api.isThere(call)) {
        known = api;
        return api;
      }
    }
    throw new JaegerGap("bad_answer", `${base} serves neither of Jaeger's query APIs`);
  }

  async function measured<T>(
    { timeoutMs }: CallOptions,
    work: (
      api: JaegerApi,
      call: Call,
    ) => Promise<{ readonly value: T; readonly n: number | null; note?: string | null }>,
  ): Promise<Measured<T>> {
    const call: Call = { signal: AbortSignal.timeout(timeoutMs), asked: `GET ${base}/api/v3/services` };
    try {
      const { value, n, note } = await work(await apiFor(call), call);
      return { ok: true, value, at: now(), query: note ? `${call.asked} (${note})` : call.asked, n };
    } catch (error) {
      if (!(error instanceof JaegerGap)) throw error;
      // Slowness says nothing about which API is served.
      if (error.reason !== "timeout") known = null;
      return { ok: false, source: "jaeger", reason: error.reason, at: now(), query: call.asked };
    }
  }

  return {
    search: (query, callOptions) =>
      measured<TraceSearch>(callOptions, async (api, call) => {
        const { traces, received, note } = await api.search(call, query);
        const hitLimit = received >= query.limit || (received === SERVERS_OWN_LIMIT && query.limit > SERVERS_OWN_LIMIT);
        return {
          value: { traces, limit: query.limit, mayBeTruncated: hitLimit, api: api.name },
          n: traces.length,
          note,
        };
      }),

    trace: (traceId, callOptions) =>
      measured(callOptions, async (api, call) => {
        const id = traceIdFrom(traceId);
        const value = id === null ? null : await api.trace(call, id);
        return { value, n: value?.spans.length ?? 0 };
      }),

    services: (callOptions) =>
      measured(callOptions, async (api, call) => {
        const value = await api.services(call);
        return { value, n: value.length };
      }),

    operations: (service, callOptions) =>
      measured(callOptions, async (api, call) => {
        const value = await api.operations(call, service);
        return { value, n: value.length };
      }),

    ping: (callOptions) =>
      measured<true>(callOptions, async (api, call) => {
        await api.services(call);
        return { value: true, n: null };
      }),
  };
}
