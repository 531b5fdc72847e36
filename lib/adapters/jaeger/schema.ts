import { z } from "zod";

// Jaeger's two query APIs as they come over the wire. Only what is read is named; the rest is dropped.

/** 64-bit integers come as strings, from some backends as numbers. */
const integer = z.union([z.string().regex(/^\d+$/), z.number().int().nonnegative().transform(String)]);

/** Absent lists are left out by v3 (jsonpb) and null in v1 (Go's nil slices). */
function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

// v3: OTLP JSON

export type WireValue = {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: string | number | undefined;
  readonly doubleValue?: number | string | undefined;
  readonly bytesValue?: string | undefined;
  readonly arrayValue?: { readonly values?: readonly WireValue[] | null | undefined } | undefined;
  readonly kvlistValue?: { readonly values?: readonly WireAttribute[] | null | undefined } | undefined;
};
export type WireAttribute = { readonly key: string; readonly value?: WireValue | null | undefined };

const wireValue: z.ZodType<WireValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.union([z.number(), z.string()]).optional(),
    bytesValue: z.string().optional(),
    arrayValue: z.object({ values: z.array(wireValue).nullish() }).optional(),
    kvlistValue: z.object({ values: z.array(wireAttribute).nullish() }).optional(),
  }),
);
const wireAttribute: z.ZodType<WireAttribute> = z.lazy(() => z.object({ key: z.string(), value: wireValue.nullish() }));

/** Some backends spell traceID, spanID and parentSpanID; enums are numbers, from some their names. */
const v3Span = z.object({
  traceId: z.string().optional(),
  traceID: z.string().optional(),
  spanId: z.string().optional(),
  spanID: z.string().optional(),
  parentSpanId: z.string().optional(),
  parentSpanID: z.string().optional(),
  name: z.string().default(""),
  kind: z.union([z.number(), z.string()]).default(0),
  startTimeUnixNano: integer.default("0"),
  endTimeUnixNano: integer.default("0"),
  attributes: list(wireAttribute),
  events: list(
    z.object({ timeUnixNano: integer.default("0"), name: z.string().default(""), attributes: list(wireAttribute) }),
  ),
  links: list(
    z.object({
      traceId: z.string().optional(),
      traceID: z.string().optional(),
      spanId: z.string().optional(),
      spanID: z.string().optional(),
      attributes: list(wireAttribute),
    }),
  ),
  status: z.object({ code: z.union([z.number(), z.string()]).default(0), message: z.string().default("") }).nullish(),
});
export type V3Span = z.infer<typeof v3Span>;

const v3Scope = z.object({ name: z.string().default(""), version: z.string().default("") }).nullish();
export type V3Scope = z.infer<typeof v3Scope>;

export const v3Traces = z.object({
  result: z.object({
    resourceSpans: list(
      z.object({
        resource: z.object({ attributes: list(wireAttribute) }).nullish(),
        scopeSpans: list(z.object({ scope: v3Scope, spans: list(v3Span) })),
      }),
    ),
  }),
});
export type V3Traces = z.infer<typeof v3Traces>;

export const v3Services = z.object({ services: list(z.string()) });

export const v3Operations = z.object({
  operations: list(z.object({ name: z.string().default(""), spanKind: z.string().default("") })),
});

export const v3Error = z.object({ error: z.object({ httpCode: z.number(), message: z.string() }) });

// v1: the UI's model in an envelope

const tag = z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) });
export type V1Tag = z.infer<typeof tag>;

const v1Span = z.object({
  traceID: z.string(),
  spanID: z.string(),
  operationName: z.string(),
  references: list(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })),
  /** Microseconds. */
  startTime: z.number(),
  duration: z.number(),
  tags: list(tag),
  logs: list(z.object({ timestamp: z.number().default(0), fields: list(tag) })),
  processID: z.string(),
  warnings: list(z.string()),
});
export type V1Span = z.infer<typeof v1Span>;

const v1Trace = z.object({
  traceID: z.string(),
  spans: list(v1Span),
  processes: z.record(z.string(), z.object({ serviceName: z.string(), tags: list(tag) })),
  /** Of the trace as a whole: that it was cut, that its clocks disagree. */
  warnings: list(z.string()),
});
export type V1Trace = z.infer<typeof v1Trace>;

export const v1Traces = z.object({ data: list(v1Trace) });
export const v1Services = z.object({ data: list(z.string()), total: z.number() });
export const v1Operations = z.object({ data: list(z.object({ name: z.string(), spanKind: z.string().default("") })) });
export const v1Error = z.object({ errors: z.array(z.object({ code: z.number().optional(), msg: z.string() })).min(1) });
