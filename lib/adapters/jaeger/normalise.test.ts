import { describe, expect, it } from "vitest";
import { normaliseV1, normaliseV3, spanKindOf, traceIdOf } from "./normalise";
import { v1Traces, v3Traces } from "./schema";

// Jaeger's own v1 answer for telemetrygen, with the event of its ui_01.json fixture.
const V1_TELEMETRYGEN = `{"data":[{"traceID":"83a9efd15c1c98a977e0711cc93ee28b","spans":[{"traceID":"83a9efd15c1c98a977e0711cc93ee28b","spanID":"e127af99e3b3e074","operationName":"okey-dokey-0","references":[{"refType":"CHILD_OF","traceID":"83a9efd15c1c98a977e0711cc93ee28b","spanID":"909541b92cf05311"}],"startTime":1706678909209712,"duration":123,"tags":[{"key":"otel.scope.name","type":"string","value":"telemetrygen"},{"key":"span.kind","type":"string","value":"server"}],"logs":[{"timestamp":1706678909209712,"fields":[{"key":"event","type":"string","value":"some-event"}]}],"processID":"p1","warnings":null}],"processes":{"p1":{"serviceName":"telemetrygen","tags":[]}},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}`;

// Jaeger's v3 snapshot of a search, as its HTTP gateway's tests keep it.
const V3_SNAPSHOT = `{"result":{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"kind":2,"name":"foobar","spanId":"0000000000000002","status":{"code":2},"traceId":"00000000000000000000000000000001"}]}]}]}}`;

const v1 = (json: string) => normaliseV1(v1Traces.parse(JSON.parse(json)).data);
const v3 = (value: unknown) => normaliseV3(v3Traces.parse(value));

describe("an answer of v1", () => {
  it("becomes a trace in domain words", () => {
    expect(v1(V1_TELEMETRYGEN)).toEqual([
      {
        traceId: "83a9efd15c1c98a977e0711cc93ee28b",
        spans: [
          {
            traceId: "83a9efd15c1c98a977e0711cc93ee28b",
            spanId: "e127af99e3b3e074",
            parentSpanId: "909541b92cf05311",
            service: "telemetrygen",
            operation: "okey-dokey-0",
            kind: "server",
            startUs: 1706678909209712,
            durationUs: 123,
            status: "unset",
            statusMessage: null,
            attributes: { "otel.scope.name": "telemetrygen" },
            version: null,
            events: [{ atUs: 1706678909209712, name: "some-event", attributes: {} }],
          },
        ],
      },
    ]);
  });

  const spanWith = (fields: object) =>
    v1(
      JSON.stringify({
        data: [
          {
            traceID: "ff",
            spans: [
              {
                traceID: "ff",
                spanID: "2",
                operationName: "op",
                references: [],
                startTime: 1,
                duration: 1,
                tags: [],
                logs: [],
                processID: "p1",
                warnings: null,
                ...fields,
              },
            ],
            processes: { p1: { serviceName: "s", tags: [] } },
          },
        ],
      }),
    )[0]?.spans[0];

  it("reads the status from the translated tags and takes them out of the attributes", () => {
    const tags = [
      { key: "otel.status_code", type: "string", value: "ERROR" },
      { key: "error", type: "bool", value: true },
      { key: "otel.status_description", type: "string", value: "pool exhausted" },
    ];
    expect(spanWith({ tags })).toMatchObject({ status: "error", statusMessage: "pool exhausted", attributes: {} });
  });

  it("takes Jaeger's own clients at their error tag", () => {
    const tags = [{ key: "error", type: "bool", value: true }];
    expect(spanWith({ tags })).toMatchObject({ status: "error", attributes: { error: "true" } });
  });

  it("calls a span without a kind internal, and one without references a root", () => {
    expect(spanWith({})).toMatchObject({ kind: "internal", parentSpanId: null });
  });

  it("takes nothing in another trace for the parent: those are links", () => {
    const references = [
      { refType: "FOLLOWS_FROM", traceID: "aa", spanID: "7" },
      { refType: "CHILD_OF", traceID: "aa", spanID: "8" },
    ];
    const span = spanWith({ references });
    expect(span?.parentSpanId).toBeNull();
    expect(span?.links).toEqual(
      ["7", "8"].map((id) => ({ traceId: "aa".padStart(32, "0"), spanId: id.padStart(16, "0") })),
    );
  });

  it("hangs a span that only follows from another below it, as one that was not waited for", () => {
    const follows = { refType: "FOLLOWS_FROM", traceID: "ff", spanID: "7" };
    const childOf = { refType: "CHILD_OF", traceID: "ff", spanID: "9" };
    expect(spanWith({ references: [follows] })).toMatchObject({ parentSpanId: "0000000000000007", isAsync: true });
    const both = spanWith({ references: [follows, childOf] });
    expect(both).toMatchObject({ parentSpanId: "0000000000000009", links: [{ spanId: "0000000000000007" }] });
    expect(both?.isAsync).toBeUndefined();
  });

  it("passes on what Jaeger warns of, for the span and for the trace", () => {
    const [trace] = v1(
      `{"data":[{"traceID":"ff","warnings":["trace was cut"],"processes":{"p1":{"serviceName":"s","tags":[{"key":"ip","value":"10.0.0.1"}]}},"spans":[{"traceID":"ff","spanID":"1","operationName":"op","references":[],"startTime":1,"duration":1,"tags":[{"key":"@jaeger@warnings","type":"string","value":"[\\"clock skew\\"]"}],"logs":null,"processID":"p1","warnings":["duplicate"]}]}]}`,
    );
    expect(trace?.spans[0]).toMatchObject({
      warnings: ["trace was cut", "duplicate", "clock skew"],
      process: { ip: "10.0.0.1" },
      attributes: { ip: "10.0.0.1" },
    });
  });

  it("fills ids of 64 bits up to their full length", () => {
    expect(spanWith({})).toMatchObject({ traceId: "ff".padStart(32, "0"), spanId: "2".padStart(16, "0") });
  });
});

describe("an answer of v3", () => {
  it("may leave every zero field out", () => {
    expect(v3(JSON.parse(V3_SNAPSHOT))).toEqual([
      {
        traceId: "00000000000000000000000000000001",
        spans: [
          {
            traceId: "00000000000000000000000000000001",
            spanId: "0000000000000002",
            parentSpanId: null,
            service: "OTLPResourceNoServiceName",
            operation: "foobar",
            kind: "server",
            startUs: 0,
            durationUs: 0,
            status: "error",
            statusMessage: null,
            attributes: {},
            version: null,
          },
        ],
      },
    ]);
    expect(v3({ result: {} })).toEqual([]);
  });

  const resourceSpans = (service: string, ...spans: object[]) => ({
    resource: {
      attributes: [
        { key: "service.name", value: { stringValue: service } },
        { key: "service.version", value: { stringValue: "v2" } },
        { key: "zone", value: { stringValue: "c" } },
      ],
    },
    scopeSpans: [{ scope: { name: "shop", version: "1" }, spans }],
  });
  const span = (traceId: string, spanId: string, fields: object = {}) => ({
    traceId,
    spanId,
    name: "op",
    kind: 2,
    startTimeUnixNano: "1706678909209712999",
    endTimeUnixNano: "1706678909309713001",
    ...fields,
  });

  it("is one list for all traces: they are told apart by trace id, newest first", () => {
    const older = span("a".repeat(32), "1".repeat(16));
    const newer = span("b".repeat(32), "2".repeat(16), {
      startTimeUnixNano: "1706678910209712999",
      endTimeUnixNano: "1706678910209713999",
    });
    const child = span("a".repeat(32), "3".repeat(16), { parentSpanId: "1".repeat(16) });
    const traces = v3({
      result: { resourceSpans: [resourceSpans("order", older, newer), resourceSpans("risk", child)] },
    });
    expect(traces.map(({ traceId, spans }) => [traceId[0], spans.map((s) => s.service)])).toEqual([
      ["b", ["order"]],
      ["a", ["order", "risk"]],
    ]);
  });

  it("keeps whole microseconds and gives the span what its resource and scope say", () => {
    const attributes = [
      { key: "zone", value: { stringValue: "own" } },
      { key: "count", value: { intValue: "9007199254740993" } },
      { key: "small", value: { intValue: "7" } },
      { key: "ok", value: { boolValue: false } },
      { key: "share", value: { doubleValue: 0.25 } },
      { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } } },
      { key: "map", value: { kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } } },
      { key: "empty", value: {} },
    ];
    const [trace] = v3({
      result: { resourceSpans: [resourceSpans("order", span("a".repeat(32), "1".repeat(16), { attributes }))] },
    });
    expect(trace?.spans[0]).toMatchObject({
      startUs: 1706678909209712,
      durationUs: 100_000,
      version: "v2",
      attributes: {
        "service.version": "v2",
        "otel.scope.name": "shop",
        "otel.scope.version": "1",
        zone: "own",
        count: "9007199254740993",
        small: "7",
        ok: "false",
        share: "0.25",
        list: '["a",1]',
        map: '{"k":true}',
        empty: "",
      },
    });
  });

  it("may spell ids with a capital D, as base64, and enums by name", () => {
    const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
    const { traceId: _t, spanId: _s, ...rest } = span("", "");
    const [trace] = v3({
      result: {
        resourceSpans: [
          resourceSpans("order", {
            ...rest,
            traceID: base64("5b8efff798038103d269b633813fc60c"),
            spanID: base64("eee19b7ec3c1b174"),
            parentSpanID: "EEE19B7EC3C1B173",
            kind: "SPAN_KIND_CLIENT",
            status: { code: "STATUS_CODE_OK" },
          }),
        ],
      },
    });
    expect(trace?.spans[0]).toMatchObject({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      parentSpanId: "eee19b7ec3c1b173",
      kind: "client",
      status: "ok",
    });
  });

  it("takes an empty or all-zero parent for none", () => {
    const roots = ["", "0".repeat(16), "AAAAAAAAAAA="].map((parentSpanId, i) =>
      span("a".repeat(32), `${i + 1}`.repeat(16), { parentSpanId }),
    );
    const [trace] = v3({ result: { resourceSpans: [resourceSpans("order", ...roots)] } });
    expect(trace?.spans.map(({ parentSpanId }) => parentSpanId)).toEqual([null, null, null]);
  });

  it("counts a span once that an exporter sent twice", () => {
    const twice = span("a".repeat(32), "1".repeat(16));
    const [trace] = v3({ result: { resourceSpans: [resourceSpans("order", twice, twice)] } });
    expect(trace?.spans).toHaveLength(1);
  });

  it("says what the exception said when the status says nothing", () => {
    const events = [{ name: "exception", attributes: [{ key: "exception.message", value: { stringValue: "boom" } }] }];
    const [trace] = v3({
      result: {
        resourceSpans: [resourceSpans("order", span("a".repeat(32), "1".repeat(16), { status: { code: 2 }, events }))],
      },
    });
    expect(trace?.spans[0]).toMatchObject({ status: "error", statusMessage: "boom" });
  });

  it("keeps events in order, links, what the process said, and warnings apart from attributes", () => {
    const moment = (name: string, timeUnixNano: string) => ({ name, timeUnixNano, attributes: [] });
    const [trace] = v3({
      result: {
        resourceSpans: [
          resourceSpans(
            "order",
            span("a".repeat(32), "1".repeat(16), {
              events: [moment("later", "1706678909209900999"), moment("sooner", "1706678909209800000")],
              links: [{ traceId: "b".repeat(32), spanId: "2".repeat(16) }],
              attributes: [
                { key: "@jaeger@warnings", value: { arrayValue: { values: [{ stringValue: "trace was cut" }] } } },
              ],
            }),
          ),
        ],
      },
    });
    expect(trace?.spans[0]).toMatchObject({
      events: [
        { atUs: 1706678909209800, name: "sooner" },
        { atUs: 1706678909209900, name: "later" },
      ],
      links: [{ traceId: "b".repeat(32), spanId: "2".repeat(16) }],
      process: { "service.version": "v2" },
      warnings: ["trace was cut"],
    });
    expect(trace?.spans[0]?.attributes).not.toHaveProperty("@jaeger@warnings");
  });

  it("knows a span that was not waited for by the reference that Jaeger kept on the link to its parent", () => {
    const link = {
      spanId: "1".repeat(16),
      attributes: [{ key: "opentracing.ref_type", value: { stringValue: "follows_from" } }],
    };
    const [trace] = v3({
      result: {
        resourceSpans: [
          resourceSpans("order", span("a".repeat(32), "2".repeat(16), { parentSpanId: "1".repeat(16), links: [link] })),
        ],
      },
    });
    expect(trace?.spans[0]).toMatchObject({ parentSpanId: "1".repeat(16), isAsync: true });
    expect(trace?.spans[0]?.links).toBeUndefined();
  });

  it("never has a negative duration", () => {
    const backwards = span("a".repeat(32), "1".repeat(16), { endTimeUnixNano: "1706678909209712000" });
    const [trace] = v3({ result: { resourceSpans: [resourceSpans("order", backwards)] } });
    expect(trace?.spans[0]?.durationUs).toBe(0);
  });
});

describe("words and ids", () => {
  it.each([
    ["server", "server"],
    ["Server", "server"],
    ["SPAN_KIND_CONSUMER", "consumer"],
    ["", "internal"],
    ["unspecified", "internal"],
    [0, "internal"],
    [3, "client"],
    [99, "internal"],
  ] as const)("read the kind %s as %s", (wire, kind) => {
    expect(spanKindOf(wire)).toBe(kind);
  });

  it("write a trace id with 32 lower-case digits", () => {
    expect(traceIdOf("FF")).toBe("ff".padStart(32, "0"));
  });
});
