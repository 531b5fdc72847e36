import type { AnyValue, KeyValue } from "./otlp-schema";

/** The value as text, the way OpenTelemetry's `AsString` writes it: lists and maps become JSON. */
export function plainText(value: AnyValue): string {
  const plain = plainValue(value);
  return typeof plain === "string" ? plain : plain === null ? "" : JSON.stringify(plain);
}

function plainValue(value: AnyValue): unknown {
  if ("stringValue" in value) return value.stringValue;
  if ("boolValue" in value) return value.boolValue;
  if ("intValue" in value) return exactNumber(value.intValue);
  if ("doubleValue" in value) return value.doubleValue;
  if ("bytesValue" in value) return value.bytesValue;
  if ("arrayValue" in value) return (value.arrayValue.values ?? []).map(plainValue);
  if ("kvlistValue" in value) return objectOf(value.kvlistValue.values ?? []);
  return null;
}

/** A 64-bit integer as a JSON number, or as a string where a number would lose digits. */
export function exactNumber(int64: string): number | string {
  const number = Number(int64);
  return Number.isSafeInteger(number) ? number : int64;
}

function objectOf(values: readonly KeyValue[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(values.map(({ key, value }) => [key, plainValue(value)]));
}
