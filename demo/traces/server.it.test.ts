import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportOf, NOW_MS, SAMPLE_TRACE_ID, sampleExport, sampleSpan } from "./sample-export.fixture";
import { type RunningTraceStore, startTraceStore } from "./server";

let running: RunningTraceStore;

beforeAll(async () => {
  running = await startTraceStore({ query: "127.0.0.1:0", otlp: "127.0.0.1:0", now: () => NOW_MS });
  expect(await posted(sampleExport())).toEqual({ status: 200, body: { partialSuccess: {} } });
});
afterAll(() => running.close());

async function posted(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, to = running) {
  const response = await fetch(`${to.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

async function got(path: string, from = running) {
  const response = await fetch(from.queryUrl + path);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body };
}

const iso = (offsetMs: number) => new Date(NOW_MS + offsetMs).toISOString();
const v3Window = `query.startTimeMin=${iso(-3_600_000)}&query.startTimeMax=${iso(1_000)}`;
const v1Window = `start=${(NOW_MS - 3_600_000) * 1_000}&end=${(NOW_MS + 1_000) * 1_000}`;
const envelope = { total: 0, limit: 0, offset: 0, errors: null };

describe("the receiver", () => {
  it("takes gzip", async () => {
    const spans = [sampleSpan({ traceId: "c".repeat(32), spanId: "c".repeat(16), name: "zipped" })];
    const sent = await posted(gzipSync(exportOf("zip", spans)), { "content-encoding": "gzip" });
    expect(sent.status).toBe(200);
    expect((await got(`/api/traces/${"c".repeat(32)}`)).status).toBe(200);
  });

  it("keeps the good spans of an export and says how many it refused", async () => {
    const good = sampleSpan({ traceId: "d".repeat(32), spanId: "d".repeat(16) });
    const sent = await posted(
      exportOf("mixed", [good, { ...good, spanId: "short" }, { ...good, traceId: "0".repeat(32) }]),
    );
    expect(sent).toMatchObject({ status: 200, body: { partialSuccess: { rejectedSpans: "2" } } });
    expect((await got(`/api/traces/${"d".repeat(32)}`)).status).toBe(200);
  });

  it("answers 415 to protobuf and says what to set", async () => {
    const sent = await posted(new Uint8Array([10, 0]), { "content-type": "application/x-protobuf" });
    expect(sent).toMatchObject({
      status: 415,
      body: { message: expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL") },
    });
  });

  it("answers 400 to what is not JSON, not an export or not gzip", async () => {
    expect((await posted("{")).status).toBe(400);
    expect((await posted('{"resourceSpans":7}')).status).toBe(400);
    expect((await posted("plain", { "content-encoding": "gzip" })).status).toBe(400);
  });

  it("answers 413 to a body that is too large, packed or not", async () => {
    const large = Buffer.alloc(17 * 1024 * 1024, " ");
    expect((await posted(large)).status).toBe(413);
    expect((await posted(gzipSync(large), { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("answers 404 and 405 elsewhere", async () => {
    expect((await fetch(`${running.otlpUrl}/v1/metrics`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${running.otlpUrl}/v1/traces`)).status).toBe(405);
  });
});

describe("query API v1", () => {
  it("lists services and operations in the envelope with its five keys", async () => {
    expect((await got("/api/services")).body).toEqual({
      ...envelope,
      data: expect.arrayContaining(["gateway", "order"]),
      total: expect.any(Number),
    });
    expect((await got("/api/services/order/operations")).body).toEqual({
      ...envelope,
      data: ["POST /orders"],
      total: 1,
    });
    expect((await got("/api/operations?service=order&spanKind=server")).body).toEqual({
      ...envelope,
      data: [{ name: "POST /orders", spanKind: "server" }],
      total: 1,
    });
    expect((await got("/api/operations?service=order&spanKind=client")).body).toEqual({ ...envelope, data: [] });
    expect(await got("/api/operations")).toEqual({
      status: 400,
      body: { ...envelope, data: null, errors: [{ code: 400, msg: "parameter 'service' is required" }] },
    });
  });

  it("translates OTLP into tags, logs, references and processes, in microseconds", async () => {
    const { body } = await got(`/api/traces/${SAMPLE_TRACE_ID}`);
    const startUs = NOW_MS * 1_000 - 60_000_000;
    expect(body).toEqual({
      ...envelope,
      data: [
        {
          traceID: SAMPLE_TRACE_ID,
          spans: [
            {
              traceID: SAMPLE_TRACE_ID,
              spanID: "00000000000000a1",
              operationName: "GET /checkout",
              references: [],
              startTime: startUs,
              duration: 500_000,
              tags: [
                { key: "otel.scope.name", type: "string", value: "shop" },
                { key: "http.request.method", type: "string", value: "GET" },
                { key: "span.kind", type: "string", value: "server" },
              ],
              logs: [],
              processID: "p1",
              warnings: null,
            },
            {
              traceID: SAMPLE_TRACE_ID,
              spanID: "00000000000000b2",
              operationName: "POST /orders",
              references: [
                { refType: "CHILD_OF", traceID: SAMPLE_TRACE_ID, spanID: "00000000000000a1" },
                { refType: "FOLLOWS_FROM", traceID: "e".repeat(32), spanID: "e".repeat(16) },
              ],
              startTime: startUs + 20_000,
              duration: 450_000,
              tags: [
                { key: "otel.scope.name", type: "string", value: "shop" },
                { key: "http.response.status_code", type: "int64", value: 503 },
                { key: "big", type: "int64", value: "9007199254740993" },
                { key: "sampled", type: "bool", value: false },
                { key: "share", type: "float64", value: 0.25 },
                { key: "list", type: "string", value: '["a",1]' },
                { key: "span.kind", type: "string", value: "server" },
                { key: "otel.status_code", type: "string", value: "ERROR" },
                { key: "error", type: "bool", value: true },
                { key: "otel.status_description", type: "string", value: "pool exhausted" },
              ],
              logs: [
                {
                  timestamp: startUs + 30_000,
                  fields: [
                    { key: "event", type: "string", value: "exception" },
                    { key: "exception.type", type: "string", value: "Timeout" },
                  ],
                },
              ],
              processID: "p2",
              warnings: null,
            },
          ],
          processes: {
            p1: { serviceName: "gateway", tags: [] },
            p2: { serviceName: "order", tags: [{ key: "service.version", type: "string", value: "v2" }] },
          },
          warnings: null,
        },
      ],
    });
  });

  it("finds an id of 64 bits with or without its zeros and prints 16 digits", async () => {
    const id = `${"0".repeat(16)}00000000000000ff`;
    await posted(exportOf("old", [sampleSpan({ traceId: id, spanId: "f".repeat(16) })]));
    for (const path of [id, "00000000000000ff", "ff"]) {
      expect((await got(`/api/traces/${path}`)).body).toMatchObject({ data: [{ traceID: "00000000000000ff" }] });
    }
  });

  it("answers 404 for an absent trace, 400 for what is no id", async () => {
    expect(await got(`/api/traces/${"9".repeat(32)}`)).toEqual({
      status: 404,
      body: { ...envelope, data: null, errors: [{ code: 404, msg: "trace not found" }] },
    });
    expect((await got("/api/traces/nonsense")).status).toBe(400);
  });

  it("answers an empty search with 200 and no data", async () => {
    expect(await got(`/api/traces?service=nobody&${v1Window}`)).toEqual({
      status: 200,
      body: { ...envelope, data: [] },
    });
  });

  it("filters by operation, tags, duration and time, and by each id given", async () => {
    const hits = async (query: string) => {
      const { body } = await got(`/api/traces?service=order&${v1Window}&${query}`);
      return JSON.stringify(body).includes(SAMPLE_TRACE_ID);
    };
    expect(await hits("")).toBe(true);
    expect(await hits("operation=POST%20/orders&minDuration=450ms&maxDuration=0.45s")).toBe(true);
    expect(await hits("operation=other")).toBe(false);
    expect(await hits("minDuration=451ms")).toBe(false);
    expect(await hits("maxDuration=449ms")).toBe(false);
    expect(await hits("tag=http.response.status_code:503&tag=error:true")).toBe(true);
    expect(await hits('tags={"service.version":"v2","exception.type":"Timeout"}')).toBe(true);
    expect(await hits("tag=error:false")).toBe(false);
    const byId = await got(`/api/traces?traceID=${SAMPLE_TRACE_ID}&traceID=${"9".repeat(32)}`);
    expect(byId.body).toMatchObject({
      data: [{ traceID: SAMPLE_TRACE_ID }],
      errors: [{ msg: "trace not found", traceID: "9".repeat(32) }],
    });
  });

  it("refuses what Jaeger refuses", async () => {
    for (const query of ["", "service=a&limit=0", "service=a&minDuration=1", "service=a&tag=x", "service=a&tags=[1]"]) {
      expect([query, (await got(`/api/traces?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await got("/api/traces?service=a&start=2&end=1")).status).toBe(400);
    expect((await got("/api/traces?service=a&minDuration=2s&maxDuration=1s")).status).toBe(400);
    expect((await got("/api/metrics/latencies?service=a&quantile=0.9")).status).toBe(501);
  });

  it("counts calls between services", async () => {
    expect((await got(`/api/dependencies?endTs=${NOW_MS}&lookback=3600000`)).body).toEqual({
      ...envelope,
      data: [{ parent: "gateway", child: "order", callCount: 1 }],
    });
    expect((await got(`/api/dependencies?endTs=${NOW_MS}&lookback=1000`)).body).toMatchObject({ data: [] });
  });
});

describe("query API v3", () => {
  it("lists services and operations; an empty kind is internal", async () => {
    expect((await got("/api/v3/services")).body).toEqual({ services: expect.arrayContaining(["gateway", "order"]) });
    expect((await got("/api/v3/operations?service=order")).body).toEqual({
      operations: [{ name: "POST /orders", spanKind: "server" }],
    });
    const { kind: _, ...kindless } = sampleSpan({ traceId: "b".repeat(32), spanId: "b".repeat(16), name: "tick" });
    await posted(exportOf("cron", [kindless]));
    expect((await got("/api/v3/operations?service=cron&spanKind=internal")).body).toEqual({
      operations: [{ name: "tick", spanKind: "internal" }],
    });
    expect((await got("/api/v3/operations?service=nobody")).body).toEqual({ operations: [] });
  });

  it("answers OTLP with numbers for enums, strings for 64 bits and no zero fields", async () => {
    const startNs = BigInt(NOW_MS - 60_000) * 1_000_000n;
    expect(await got(`/api/v3/traces/${SAMPLE_TRACE_ID}`)).toEqual({
      status: 200,
      body: {
        result: {
          resourceSpans: [
            {
              resource: { attributes: [{ key: "service.name", value: { stringValue: "gateway" } }] },
              scopeSpans: [
                {
                  scope: { name: "shop" },
                  spans: [
                    {
                      traceId: SAMPLE_TRACE_ID,
                      spanId: "00000000000000a1",
                      name: "GET /checkout",
                      kind: 2,
                      startTimeUnixNano: String(startNs),
                      endTimeUnixNano: String(startNs + 500_000_123n),
                      attributes: [{ key: "http.request.method", value: { stringValue: "GET" } }],
                      status: {},
                    },
                  ],
                },
              ],
            },
            {
              resource: {
                attributes: [
                  { key: "service.name", value: { stringValue: "order" } },
                  { key: "service.version", value: { stringValue: "v2" } },
                ],
              },
              scopeSpans: [
                {
                  scope: { name: "shop" },
                  spans: [
                    expect.objectContaining({
                      parentSpanId: "00000000000000a1",
                      attributes: expect.arrayContaining([
                        { key: "http.response.status_code", value: { intValue: "503" } },
                        { key: "sampled", value: { boolValue: false } },
                      ]),
                      links: [{ traceId: "e".repeat(32), spanId: "e".repeat(16) }],
                      status: { code: 2, message: "pool exhausted" },
                    }),
                  ],
                },
              ],
            },
          ],
        },
      },
    });
  });

  it("searches with camelCase names and with the deprecated ones", async () => {
    const camel = `query.serviceName=order&query.operationName=POST%20/orders&${v3Window}&query.durationMin=450ms&query.durationMax=1s&query.searchDepth=5&query.attributes={"error":"true"}`;
    const snake = `query.service_name=order&query.start_time_min=${iso(-3_600_000)}&query.start_time_max=${iso(1_000)}&query.duration_min=450ms&query.num_traces=5`;
    for (const query of [camel, snake]) {
      const { status, body } = await got(`/api/v3/traces?${query}`);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain(SAMPLE_TRACE_ID);
    }
  });

  it("searches without a service", async () => {
    const { body } = await got(`/api/v3/traces?${v3Window}&query.attributes={"http.response.status_code":"503"}`);
    expect(JSON.stringify(body)).toContain(SAMPLE_TRACE_ID);
  });

  it("answers an empty search and an absent trace with 404", async () => {
    const absent = { status: 404, body: { error: { httpCode: 404, message: "No traces found" } } };
    expect(await got(`/api/v3/traces?query.serviceName=nobody&${v3Window}`)).toEqual(absent);
    expect(await got(`/api/v3/traces/${"9".repeat(32)}`)).toEqual(absent);
  });

  it("refuses a search without a time range or with a malformed parameter", async () => {
    expect(await got("/api/v3/traces?query.serviceName=order")).toEqual({
      status: 400,
      body: { error: { httpCode: 400, message: "query.startTimeMin and query.startTimeMax are required" } },
    });
    expect((await got(`/api/v3/traces?query.startTimeMin=x&query.startTimeMax=${iso(0)}`)).body).toMatchObject({
      error: { httpCode: 400, message: expect.stringMatching(/^malformed parameter query\.startTimeMin: /) },
    });
    for (const extra of [
      "query.durationMin=1",
      "query.searchDepth=-1",
      "query.attributes={",
      'query.attributes={"a":1}',
    ]) {
      expect([extra, (await got(`/api/v3/traces?${v3Window}&${extra}`)).status]).toEqual([extra, 400]);
    }
    expect((await got(`/api/v3/traces?query.startTimeMin=${iso(0)}&query.startTimeMax=${iso(-1)}`)).status).toBe(400);
  });

  it("summarises each trace", async () => {
    const startNs = BigInt(NOW_MS - 60_000) * 1_000_000n;
    expect((await got(`/api/v3/trace-summaries?query.serviceName=order&${v3Window}`)).body).toEqual({
      summaries: [
        {
          traceId: SAMPLE_TRACE_ID,
          rootServiceName: "gateway",
          rootOperationName: "GET /checkout",
          minStartTimeUnixNano: String(startNs),
          maxEndTimeUnixNano: String(startNs + 500_000_123n),
          spanCount: 2,
          errorSpanCount: 1,
          services: [
            { name: "gateway", spanCount: 1 },
            { name: "order", spanCount: 1, errorSpanCount: 1 },
          ],
        },
      ],
    });
  });
});

describe("the pages", () => {
  it("say what this is and lead from the list to a trace and its JSON", async () => {
    for (const path of ["/", "/search?service=order", `/trace/${SAMPLE_TRACE_ID}`]) {
      const { status, body } = await got(path);
      expect([path, status]).toEqual([path, 200]);
      expect(body).toContain("trace store stand-in");
    }
    expect((await got("/")).body).toContain(`href="/trace/${SAMPLE_TRACE_ID}"`);
    expect((await got(`/trace/${"9".repeat(32)}`)).status).toBe(404);
  });

  it("escape what came over the wire", async () => {
    const span = sampleSpan({ traceId: "a".repeat(32), spanId: "a".repeat(16), name: "<script>alert(1)</script>" });
    await posted(exportOf("<b>x</b>", [span]));
    for (const path of ["/", `/trace/${"a".repeat(32)}`]) expect((await got(path)).body).not.toMatch(/<script>|<b>x/);
  });
});

describe("other Jaegers", () => {
  it("are looked like on request", async () => {
    const old = await startTraceStore({
      query: "127.0.0.1:0",
      otlp: "127.0.0.1:0",
      now: () => NOW_MS,
      emulate: { v3: false, unknownPath: "ui" },
    });
    const main = await startTraceStore({
      query: "127.0.0.1:0",
      otlp: "127.0.0.1:0",
      now: () => NOW_MS,
      emulate: { v1Search: false, v3Summaries: false },
    });
    try {
      expect(await got("/api/v3/services", old)).toMatchObject({
        status: 200,
        body: expect.stringContaining("<!doctype"),
      });
      expect((await got("/api/services", old)).status).toBe(200);
      expect((await got("/api/services", main)).status).toBe(404);
      expect((await got(`/api/traces?service=a&${v1Window}`, main)).status).toBe(404);
      expect((await got(`/api/v3/trace-summaries?${v3Window}`, main)).status).toBe(404);
      expect((await got("/api/dependencies", main)).status).toBe(200);
      await posted(sampleExport(), {}, main);
      expect((await got(`/api/traces/${SAMPLE_TRACE_ID}`, main)).status).toBe(200);
    } finally {
      await Promise.all([old.close(), main.close()]);
    }
  });
});

describe("the process", () => {
  it("prints one ready line and leaves with 0 on SIGTERM", async () => {
    const main = ["--import", "tsx", "demo/traces/main.ts", "--query", "127.0.0.1:0", "--otlp", "127.0.0.1:0"];
    const child = spawn(process.execPath, main, { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = await once(createInterface({ input: child.stdout }), "line");
      expect(JSON.parse(String(line))).toMatchObject({
        event: "ready",
        queryUrl: expect.stringMatching(/^http:/),
        otlpUrl: expect.stringMatching(/^http:/),
        pid: child.pid,
      });
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      expect(code).toBe(0);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
