import { z } from "zod";

// OTLP/HTTP JSON as the specification writes it: ids in hex, 64-bit integers as strings (numbers are accepted),
// enums as numbers. Unknown fields are dropped.

/** 64-bit integer as a decimal string; a JSON number is taken where it is exact. */
const int64 = z
  .union([z.string().regex(/^-?\d{1,19}$/), z.number().int().transform(String)])
  .pipe(z.string().regex(/^-?\d+$/));

const unixNano = int64.pipe(z.string().regex(/^\d+$/));

/** Exactly one of the kinds of value; an absent value is an empty one, as in protobuf. */
export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly bytesValue: string }
  | { readonly arrayValue: { readonly values?: readonly AnyValue[] | undefined } }
  | { readonly kvlistValue: { readonly values?: readonly KeyValue[] | undefined } }
  | Readonly<Record<string, never>>;

export type KeyValue = { readonly key: string; readonly value: AnyValue };

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.union([
    z.object({ stringValue: z.string() }),
    z.object({ boolValue: z.boolean() }),
    z.object({ intValue: int64 }),
    z.object({ doubleValue: z.number() }),
    z.object({ bytesValue: z.string() }),
    z.object({ arrayValue: z.object({ values: z.array(anyValue).optional() }) }),
    z.object({ kvlistValue: z.object({ values: z.array(keyValue).optional() }) }),
    z.strictObject({}),
  ]),
);

const keyValue: z.ZodType<KeyValue> = z.lazy(() => z.object({ key: z.string(), value: anyValue.default({}) }));

const attributes = z.array(keyValue).default([]);

const spanId = z
  .string()
  .regex(/^[0-9a-fA-F]{16}$/)
  .refine((id) => !/^0+$/.test(id), "all zero")
  .transform((id) => id.toLowerCase());

const traceId = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/)
  .refine((id) => !/^0+$/.test(id), "all zero")
  .transform((id) => id.toLowerCase());

export const otlpSpan = z.object({
  traceId,
  spanId,
  parentSpanId: z.union([z.literal("").transform(() => null), spanId]).nullish(),
  traceState: z.string().optional(),
  name: z.string().default(""),
  kind: z.number().int().min(0).max(5).default(0),
  startTimeUnixNano: unixNano,
  endTimeUnixNano: unixNano,
  attributes,
  events: z
    .array(z.object({ timeUnixNano: unixNano.default("0"), name: z.string().default(""), attributes }))
    .default([]),
  links: z.array(z.object({ traceId, spanId, attributes })).default([]),
  status: z.object({ code: z.number().int().min(0).max(2).default(0), message: z.string().default("") }).optional(),
});
export type OtlpSpan = z.infer<typeof otlpSpan>;

const scope = z
  .object({ name: z.string().default(""), version: z.string().default(""), attributes })
  .default({ name: "", version: "", attributes: [] });
export type OtlpScope = z.infer<typeof scope>;

/** The envelope. Spans stay unparsed here: one bad span must not lose its neighbours. */
export const otlpRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: [] }),
        scopeSpans: z.array(z.object({ scope, spans: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
});
export type OtlpRequest = z.infer<typeof otlpRequest>;
