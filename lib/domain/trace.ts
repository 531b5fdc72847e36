export const SPAN_KINDS = ["server", "client", "producer", "consumer", "internal"] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** One span in domain units: microseconds since the epoch as plain numbers. */
export type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly operation: string;
  readonly kind: SpanKind;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: "ok" | "error" | "unset";
  readonly statusMessage: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Resource attribute service.version; null when the span does not carry one. */
  readonly version: string | null;
};

export type Trace = { readonly traceId: string; readonly spans: readonly Span[] };

export type TraceQuery = {
  readonly service: string;
  readonly operation?: string;
  readonly from: Date;
  readonly to: Date;
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly limit: number;
};

/** Search answers never hide a cap: `mayBeTruncated` is true when as many came back as were asked for. */
export type TraceSearch = {
  readonly traces: readonly Trace[];
  readonly limit: number;
  readonly mayBeTruncated: boolean;
  readonly api: "v3" | "v1";
};
