import type { AnyValue, KeyValue } from "./otlp-schema";
import { exactNumber, plainText } from "./plain-value";
import { STATUS_ERROR, spanKindName, statusName } from "./span-words";
import type { StoredResource, StoredSpan } from "./store";

export type JaegerTag = {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64" | "binary";
  readonly value: string | boolean | number;
};

/** OTLP attributes, scope, kind and status as the tags of a Jaeger span, in the order of OpenTelemetry's translation. */
export function jaegerTagsOf(span: StoredSpan): readonly JaegerTag[] {
  const { scope, status } = span;
  const kind = spanKindName(span.kind);
  const statusCode = statusName(status.code);
  return [
    ...(scope.name === "" ? [] : [textTag("otel.scope.name", scope.name)]),
    ...(scope.version === "" ? [] : [textTag("otel.scope.version", scope.version)]),
    ...span.attributes.map(tagOf),
    ...(kind === "" ? [] : [textTag("span.kind", kind)]),
    ...(statusCode === "" ? [] : [textTag("otel.status_code", statusCode)]),
    ...(status.code === STATUS_ERROR ? [{ key: "error", type: "bool", value: true } as const] : []),
    ...(status.message === "" ? [] : [textTag("otel.status_description", status.message)]),
    ...(span.traceState ? [textTag("w3c.tracestate", span.traceState)] : []),
  ];
}

/** Resource attributes less service.name, which is the process's own name. */
export function processTagsOf(resource: StoredResource): readonly JaegerTag[] {
  return resource.attributes.filter(({ key }) => key !== "service.name").map(tagOf);
}

export function tagOf({ key, value }: KeyValue): JaegerTag {
  return { key, ...typedValue(value) };
}

export function textTag(key: string, value: string): JaegerTag {
  return { key, type: "string", value };
}

function typedValue(value: AnyValue): Omit<JaegerTag, "key"> {
  if ("boolValue" in value) return { type: "bool", value: value.boolValue };
  if ("intValue" in value) return { type: "int64", value: exactNumber(value.intValue) };
  if ("doubleValue" in value) return { type: "float64", value: value.doubleValue };
  if ("bytesValue" in value) return { type: "binary", value: value.bytesValue };
  return { type: "string", value: plainText(value) };
}
