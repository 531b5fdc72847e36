import type { AnyValue, KeyValue } from "./otlp-schema";
import { plainText } from "./plain-value";
import type { ScanBounds } from "./service-index";
import { STATUS_ERROR, spanKindName, statusName } from "./span-words";
import type { StoredSpan, StoredTrace, TraceStore } from "./store";

export type Search = ScanBounds & {
  /** Empty: any service. */
  readonly service: string;
  readonly operation: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly limit: number;
};

/**
 * Traces in which ONE span of the service satisfies every condition, newest such span first, at most `limit`.
 * (Jaeger's rule: the duration is that span's own, not the trace's.)
 */
export function searchTraces(store: TraceStore, search: Search): readonly StoredTrace[] {
  const services = search.service === "" ? store.services() : [search.service];
  const found = services.flatMap((service) => newestOfService(store, service, search));
  if (services.length > 1) found.sort((a, b) => b.startUs - a.startUs);
  const traces = new Set<StoredTrace>();
  for (const { trace } of found) {
    if (traces.size === search.limit) break;
    traces.add(trace);
  }
  return [...traces];
}

function newestOfService(store: TraceStore, service: string, search: Search): readonly StoredSpan[] {
  const matches = new Map<StoredTrace, StoredSpan>();
  const wanted = Object.entries(search.attributes);
  store.indexOf(service)?.scan(search, (span) => {
    if (search.operation !== "" && span.name !== search.operation) return "go on";
    if (matches.has(span.trace) || !wanted.every(([key, value]) => carries(span, key, value))) return "go on";
    matches.set(span.trace, span);
    return matches.size === search.limit ? "stop" : "go on";
  });
  return [...matches.values()];
}

/** Looks where Jaeger looks: span tags (with the translated ones), resource tags, fields of events. */
function carries(span: StoredSpan, key: string, value: string): boolean {
  const own = attributeOf(span.attributes, key) ?? attributeOf(span.resource.attributes, key);
  if (own !== undefined) return plainText(own) === value;
  const translated = translatedTag(span, key);
  if (translated !== "") return translated === value;
  return span.events.some((event) => {
    const field = attributeOf(event.attributes, key);
    return field === undefined ? key === "event" && event.name === value : plainText(field) === value;
  });
}

function translatedTag(span: StoredSpan, key: string): string {
  switch (key) {
    case "span.kind":
      return spanKindName(span.kind);
    case "error":
      return span.status.code === STATUS_ERROR ? "true" : "";
    case "otel.status_code":
      return statusName(span.status.code);
    case "otel.status_description":
      return span.status.message;
    case "otel.scope.name":
      return span.scope.name;
    case "otel.scope.version":
      return span.scope.version;
    default:
      return "";
  }
}

function attributeOf(attributes: readonly KeyValue[], key: string): AnyValue | undefined {
  for (const attribute of attributes) if (attribute.key === key) return attribute.value;
  return undefined;
}
