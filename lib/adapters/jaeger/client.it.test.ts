import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import {
  exportOf,
  NOW_MS,
  nanoAt,
  SAMPLE_TRACE_ID,
  sampleExport,
  sampleSpan,
} from "@/demo/traces/sample-export.fixture";
import { type Emulation, startTraceStore } from "@/demo/traces/server";
import type { Span, TraceQuery } from "@/lib/domain/trace";
import type { Traces } from "@/lib/ports";
import { createJaeger } from "./client";

const OPTIONS = { timeoutMs: 5_000 };
const QUERY: TraceQuery = {
  service: "order",
  from: new Date(NOW_MS - 3_600_000),
  to: new Date(NOW_MS + 1_000),
  limit: 20,
};
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The stand-in, looking like some version of Jaeger, with the sample trace in it, and the adapter before it. */
async function jaeger(emulate: Emulation, ...exports: string[]): Promise<Traces> {
  const store = await startTraceStore({ query: "127.0.0.1:0", otlp: "127.0.0.1:0", now: () => NOW_MS, emulate });
  closers.push(() => store.close());
  for (const body of [sampleExport(), ...exports]) {
    const headers = { "content-type": "application/json" };
    const { status } = await fetch(`${store.otlpUrl}/v1/traces`, { method: "POST", headers, body });
    expect(status).toBe(200);
  }
  return createJaeger({ url: store.queryUrl, headers: {}, now: () => new Date(NOW_MS) });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return address !== null && typeof address === "object" ? `http://127.0.0.1:${address.port}` : "";
}

/** Another program in Jaeger's place; keeps the paths it was asked for. */
async function other(listener: RequestListener) {
  const paths: string[] = [];
  const url = await listening(
    createServer((request, response) => {
      paths.push(request.url ?? "");
      listener(request, response);
    }),
  );
  return { traces: createJaeger({ url, headers: { "x-scope-orgid": "team-a" } }), paths };
}

/** n traces of order, one second apart, each of 10 ms. */
function manyTraces(n: number): string {
  return exportOf(
    "order",
    Array.from({ length: n }, (_, i) =>
      sampleSpan({
        traceId: (i + 1).toString(16).padStart(32, "0"),
        spanId: (i + 1).toString(16).padStart(16, "0"),
        name: "GET /orders",
        startTimeUnixNano: nanoAt(-i * 1_000 - 1_000),
        endTimeUnixNano: nanoAt(-i * 1_000 - 990),
      }),
    ),
  );
}

const ORDER_SPAN: Span = {
  traceId: SAMPLE_TRACE_ID,
  spanId: "00000000000000b2",
  parentSpanId: "00000000000000a1",
  service: "order",
  operation: "POST /orders",
  kind: "server",
  startUs: (NOW_MS - 59_980) * 1_000,
  durationUs: 450_000,
  status: "error",
  statusMessage: "pool exhausted",
  attributes: {
    "service.version": "v2",
    "otel.scope.name": "shop",
    "http.response.status_code": "503",
    big: "9007199254740993",
    sampled: "false",
    share: "0.25",
    list: '["a",1]',
  },
  version: "v2",
  process: { "service.version": "v2" },
  events: [{ atUs: (NOW_MS - 59_970) * 1_000, name: "exception", attributes: { "exception.type": "Timeout" } }],
  links: [{ traceId: "e".repeat(32), spanId: "e".repeat(16) }],
};

const VERSIONS: readonly (readonly [string, "v3" | "v1", Emulation])[] = [
  ["v3 of 2.20", "v3", {}],
  ["v3 without v1's search, as main is", "v3", { v1Search: false }],
  ["v3 before 2.19, with snake_case names only", "v3", { v3CamelCase: false, v3Summaries: false }],
  ["v1, where v3 is not served", "v1", { v3: false }],
  ["v1, where the UI answers every unknown path", "v1", { v3: false, unknownPath: "ui" }],
];

describe.each(VERSIONS)("%s", (_name, api, emulate) => {
  it("gives the same trace", async () => {
    const traces = await jaeger(emulate);
    const found = await traces.trace(SAMPLE_TRACE_ID.toUpperCase(), OPTIONS);
    expect(found).toMatchObject({ ok: true, n: 2, at: new Date(NOW_MS), value: { traceId: SAMPLE_TRACE_ID } });
    expect(found.ok && found.value?.spans.map(({ service }) => service)).toEqual(["gateway", "order"]);
    expect(found.ok && found.value?.spans[1]).toEqual(ORDER_SPAN);
  });

  it.each([
    ["with dashes", "83a9efd1-5c1c-98a9-77e0-711cc93ee28b"],
    ["as base64", Buffer.from(SAMPLE_TRACE_ID, "hex").toString("base64")],
  ])("finds it by its id %s", async (_how, id) => {
    const traces = await jaeger(emulate);
    expect(await traces.trace(id, OPTIONS)).toMatchObject({ ok: true, value: { traceId: SAMPLE_TRACE_ID } });
  });

  it("finds a 64-bit id with its zeros, without them and with more of them trimmed", async () => {
    const traces = await jaeger(emulate, manyTraces(1));
    for (const id of ["1".padStart(32, "0"), "1".padStart(16, "0"), "01"]) {
      expect([id, await traces.trace(id, OPTIONS)]).toMatchObject([id, { ok: true, n: 1 }]);
    }
  });

  it("searches by every condition and says what it asked", async () => {
    const traces = await jaeger(emulate);
    const narrow = {
      ...QUERY,
      operation: "POST /orders",
      minDurationMs: 449.9,
      maxDurationMs: 450,
      attributes: { "http.response.status_code": "503", error: "true" },
    };
    const found = await traces.search(narrow, OPTIONS);
    expect(found).toMatchObject({ ok: true, n: 1, value: { api, limit: 20, mayBeTruncated: false } });
    expect(found.query).toContain(
      api === "v3" ? "/api/v3/traces?query.serviceName=order" : "/api/traces?service=order",
    );
    expect(found.ok && found.value.traces[0]?.spans).toHaveLength(2);
    for (const nothing of [
      { operation: "GET /other" },
      { minDurationMs: 450.1 },
      { maxDurationMs: 449 },
      { attributes: { error: "false" } },
      { to: new Date(NOW_MS - 3_000_000) },
      { service: "nobody" },
    ]) {
      expect(await traces.search({ ...QUERY, ...nothing }, OPTIONS)).toMatchObject({ ok: true, n: 0 });
    }
  });

  it("tells when there may be more than it was asked for, newest first", async () => {
    const traces = await jaeger(emulate, manyTraces(30));
    const cut = await traces.search(QUERY, OPTIONS);
    expect(cut).toMatchObject({ ok: true, n: 20, value: { mayBeTruncated: true } });
    const starts = cut.ok ? cut.value.traces.map(({ spans }) => spans[0]?.startUs ?? 0) : [];
    expect(starts[0]).toBe((NOW_MS - 1_000) * 1_000);
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    expect(await traces.search({ ...QUERY, limit: 50 }, OPTIONS)).toMatchObject({
      ok: true,
      n: 31,
      value: { mayBeTruncated: false },
    });
  });

  it("lists services and operations, and answers a ping", async () => {
    const traces = await jaeger(emulate);
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: true, value: ["gateway", "order"], n: 2 });
    expect(await traces.operations("order", OPTIONS)).toMatchObject({
      ok: true,
      value: [{ name: "POST /orders", kind: "server" }],
    });
    expect(await traces.ping(OPTIONS)).toMatchObject({ ok: true, value: true });
  });

  it("answers null for a trace that is not there, and for what is no id", async () => {
    const traces = await jaeger(emulate);
    for (const id of ["9".repeat(32), "../services", "nonsense", ""]) {
      expect([id, await traces.trace(id, OPTIONS)]).toMatchObject([id, { ok: true, value: null }]);
    }
  });
});

describe("a v3 that ignores attributes (before 2.19)", () => {
  it("is found out; its answer is filtered here, and that is said", async () => {
    const traces = await jaeger({ v3Attributes: false }, manyTraces(5));
    const found = await traces.search({ ...QUERY, attributes: { error: "true" } }, OPTIONS);
    expect(found).toMatchObject({ ok: true, n: 1, query: expect.stringMatching(/filtered here\)$/) });
    expect(found.ok && found.value.traces[0]?.traceId).toBe(SAMPLE_TRACE_ID);
  });

  it("may be truncated by what it sent, not by what is left of it", async () => {
    const traces = await jaeger({ v3Attributes: false }, manyTraces(30));
    const found = await traces.search({ ...QUERY, attributes: { error: "true" } }, OPTIONS);
    expect(found).toMatchObject({ ok: true, n: 0, value: { mayBeTruncated: true } });
  });

  it("is not suspected where an attribute is only in an event", async () => {
    const traces = await jaeger({});
    const found = await traces.search({ ...QUERY, attributes: { "exception.type": "Timeout" } }, OPTIONS);
    expect(found).toMatchObject({ ok: true, n: 1, query: expect.not.stringContaining("filtered here") });
    expect(found.query).toContain("exception.type");
  });
});

describe("which API is served", () => {
  it("is asked once and remembered", async () => {
    const { traces, paths } = await other((_request, response) => response.end('{"services":["a"]}'));
    await traces.services(OPTIONS);
    await traces.services(OPTIONS);
    expect(paths).toEqual(Array(3).fill("/api/v3/services"));
  });

  it("is asked again after a failure, so that an upgrade is noticed", async () => {
    let hasV3 = false;
    const { traces } = await other((request, response) => {
      const isServed = hasV3 === request.url?.startsWith("/api/v3/");
      response.statusCode = isServed ? 200 : 404;
      response.end(hasV3 ? '{"services":["new"]}' : '{"data":["old"],"total":1}');
    });
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: true, value: ["old"] });
    hasV3 = true;
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: false, reason: "bad_answer" });
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: true, value: ["new"] });
  });

  it("is neither when another program answers", async () => {
    const { traces } = await other((_request, response) => {
      response.statusCode = 404;
      response.end("not here");
    });
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: false, source: "jaeger", reason: "bad_answer" });
  });
});

describe("what does not answer well is a stated gap", () => {
  it("unreachable: nobody listens, or a proxy speaks for a dead server", async () => {
    const dead = createJaeger({ url: "http://127.0.0.1:1", headers: {} });
    expect(await dead.search(QUERY, OPTIONS)).toMatchObject({
      ok: false,
      reason: "unreachable",
      query: "GET http://127.0.0.1:1/api/v3/services",
    });
    const { traces } = await other((_request, response) => {
      response.statusCode = 503;
      response.end("upstream connect error");
    });
    expect(await traces.ping(OPTIONS)).toMatchObject({ ok: false, reason: "unreachable" });
  });

  it("timeout: at the deadline that the caller gave, headers sent or not", async () => {
    const silent = await other(() => undefined);
    expect(await silent.traces.ping({ timeoutMs: 50 })).toMatchObject({ ok: false, reason: "timeout" });
    const stuck = await other((_request, response) => response.write('{"services":'));
    expect(await stuck.traces.ping({ timeoutMs: 50 })).toMatchObject({ ok: false, reason: "timeout" });
  });

  it("refused: the server is there and says no", async () => {
    const { traces } = await other((_request, response) => {
      response.statusCode = 401;
      response.end("{}");
    });
    expect(await traces.services(OPTIONS)).toMatchObject({ ok: false, reason: "refused" });
  });

  it("bad answer: redirected to a log-in page, or another shape", async () => {
    const redirected = await other((_request, response) => {
      response.writeHead(302, { location: "/login" });
      response.end();
    });
    const reshaped = await other((_request, response) => response.end('{"services":[1]}'));
    for (const { traces } of [redirected, reshaped]) {
      expect(await traces.services(OPTIONS)).toMatchObject({ ok: false, reason: "bad_answer" });
    }
  });
});

describe("a request", () => {
  it("carries the given headers and stays below the base path", async () => {
    const seen: (string | string[] | undefined)[] = [];
    const url = await listening(
      createServer((request, response) => {
        seen.push(request.url, request.headers["x-scope-orgid"]);
        response.end('{"services":[]}');
      }),
    );
    await createJaeger({ url: `${url}/jaeger/`, headers: { "X-Scope-OrgID": "team-a" } }).ping(OPTIONS);
    expect(seen.slice(0, 2)).toEqual(["/jaeger/api/v3/services", "team-a"]);
  });
});
