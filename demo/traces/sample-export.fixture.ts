export const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
export const SAMPLE_TRACE_ID = "83a9efd15c1c98a977e0711cc93ee28b";

type WireSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
} & Readonly<Record<string, unknown>>;

/** A span of 10 ms, one minute ago; everything may be said. */
export function sampleSpan(span: Partial<WireSpan> & { readonly spanId: string }): WireSpan {
  return {
    traceId: SAMPLE_TRACE_ID,
    name: "work",
    kind: 2,
    startTimeUnixNano: nanoAt(-60_000),
    endTimeUnixNano: nanoAt(-59_990),
    ...span,
  };
}

export function nanoAt(offsetMs: number, extraNs = 0n): string {
  return String(BigInt(NOW_MS + offsetMs) * 1_000_000n + extraNs);
}

/** The body of an export of one service's spans. */
export function exportOf(service: string, spans: readonly unknown[], version?: string): string {
  return JSON.stringify({ resourceSpans: [resourceSpansOf(service, spans, version)] });
}

/** gateway → order, where order failed and took 450 ms of 500 ms. */
export function sampleExport(): string {
  const gateway = sampleSpan({
    spanId: "00000000000000a1",
    name: "GET /checkout",
    endTimeUnixNano: nanoAt(-59_500, 123n),
    attributes: [{ key: "http.request.method", value: { stringValue: "GET" } }],
  });
  const order = sampleSpan({
    spanId: "00000000000000B2",
    parentSpanId: "00000000000000A1",
    name: "POST /orders",
    startTimeUnixNano: nanoAt(-59_980),
    endTimeUnixNano: nanoAt(-59_530),
    attributes: [
      { key: "http.response.status_code", value: { intValue: 503 } },
      { key: "big", value: { intValue: "9007199254740993" } },
      { key: "sampled", value: { boolValue: false } },
      { key: "share", value: { doubleValue: 0.25 } },
      { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } } },
    ],
    events: [
      {
        timeUnixNano: nanoAt(-59_970),
        name: "exception",
        attributes: [{ key: "exception.type", value: { stringValue: "Timeout" } }],
      },
    ],
    links: [{ traceId: "e".repeat(32), spanId: "e".repeat(16) }],
    status: { code: 2, message: "pool exhausted" },
  });
  return JSON.stringify({
    resourceSpans: [resourceSpansOf("gateway", [gateway]), resourceSpansOf("order", [order], "v2")],
  });
}

function resourceSpansOf(service: string, spans: readonly unknown[], version?: string) {
  return {
    resource: {
      attributes: [
        { key: "service.name", value: { stringValue: service } },
        ...(version === undefined ? [] : [{ key: "service.version", value: { stringValue: version } }]),
      ],
    },
    scopeSpans: [{ scope: { name: "shop" }, spans }],
  };
}
