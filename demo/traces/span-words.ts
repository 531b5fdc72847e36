export const STATUS_ERROR = 2;

const KINDS = ["", "internal", "server", "client", "producer", "consumer"] as const;
const STATUSES = ["", "OK", "ERROR"] as const;

/** OTLP's number of a span kind in Jaeger's words; unspecified is "". */
export function spanKindName(kind: number): string {
  return KINDS[kind] ?? "";
}

/** OTLP's status code in the words of the tag `otel.status_code`; unset is "". */
export function statusName(code: number): string {
  return STATUSES[code] ?? "";
}
