export const SPAN_KINDS = ["server", "client", "producer", "consumer", "internal"] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Something that happened within a span. */
export type SpanEvent = {
  readonly atUs: number;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** Another span that this one refers to, in this trace or in another. */
export type SpanLink = { readonly traceId: string; readonly spanId: string };

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
  /** Attributes of the process alone; they are part of `attributes` too. */
  readonly process?: Readonly<Record<string, string>>;
  /** Oldest first. Absent: none. */
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  /** True: the parent did not wait for it (a FOLLOWS_FROM reference). Producer and consumer say the same by their kinds. */
  readonly isAsync?: true;
  /** What the trace store says is wrong with it: cut, skewed clock, duplicate. */
  readonly warnings?: readonly string[];
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
