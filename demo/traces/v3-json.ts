import { STATUS_ERROR } from "./span-words";
import type { StoredSpan, StoredTrace } from "./store";

// OTLP JSON with jsonpb's habits: enums are numbers, zero fields are absent, 64-bit integers are strings.

/** All traces merged into ONE list, as Jaeger answers a search: the reader groups by traceId. */
export function v3ResultOf(traces: readonly StoredTrace[]): object {
  return { result: { resourceSpans: traces.flatMap(resourceSpansOf) } };
}

function resourceSpansOf(trace: StoredTrace): readonly object[] {
  return [...grouped(trace.spans, ({ resource }) => resource)].map(([resource, spans]) => ({
    resource: some({ attributes: resource.attributes }),
    scopeSpans: [...grouped(spans, ({ scope }) => JSON.stringify(scope)).values()].map((ofScope) => ({
      scope: some(ofScope[0]?.scope ?? {}),
      spans: ofScope.map(v3SpanOf),
    })),
  }));
}

function v3SpanOf(span: StoredSpan): object {
  return some({
    traceId: span.trace.traceId,
    spanId: span.spanId,
    traceState: span.traceState,
    parentSpanId: span.parentSpanId ?? "",
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nano(startNsOf(span)),
    endTimeUnixNano: nano(endNsOf(span)),
    attributes: span.attributes,
    events: span.events.map((event) =>
      some({ timeUnixNano: nano(BigInt(event.timeUnixNano)), name: event.name, attributes: event.attributes }),
    ),
    links: span.links.map(some),
    status: some(span.status),
  });
}

/** One summary per trace; spans whose parent is not in the trace are orphans. */
export function v3SummaryOf(trace: StoredTrace): object {
  const ids = new Set(trace.spans.map(({ spanId }) => spanId));
  const isOrphan = ({ parentSpanId }: StoredSpan) => parentSpanId !== null && !ids.has(parentSpanId);
  const roots = trace.spans.filter(({ parentSpanId }) => parentSpanId === null);
  const root = (roots.length > 0 ? roots : trace.spans).reduce((a, b) => (b.startUs < a.startUs ? b : a));
  const starts = trace.spans.map(startNsOf);
  const ends = trace.spans.map(endNsOf);
  return some({
    traceId: trace.traceId,
    rootServiceName: root.resource.service,
    rootOperationName: root.name,
    minStartTimeUnixNano: String(starts.reduce(earlier)),
    maxEndTimeUnixNano: String(ends.reduce(later)),
    spanCount: trace.spans.length,
    errorSpanCount: errorsIn(trace.spans),
    orphanSpanCount: trace.spans.filter(isOrphan).length,
    services: [...grouped(trace.spans, ({ resource }) => resource.service)].map(([name, spans]) =>
      some({ name, spanCount: spans.length, errorSpanCount: errorsIn(spans) }),
    ),
  });
}

/** Math.min and Math.max do not take bigint. */
function earlier(a: bigint, b: bigint): bigint {
  return b < a ? b : a;
}

function later(a: bigint, b: bigint): bigint {
  return b < a ? a : b;
}

function errorsIn(spans: readonly StoredSpan[]): number {
  return spans.filter(({ status }) => status.code === STATUS_ERROR).length;
}

/** The object without its zero fields. A message that is empty stays: `"resource":{}`. */
function some(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isZero = (value: unknown) =>
    value === undefined || value === "" || value === 0 || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isZero(value)));
}

function nano(ns: bigint): string {
  return ns === 0n ? "" : String(ns);
}

function startNsOf(span: StoredSpan): bigint {
  return BigInt(span.startUs) * 1_000n + BigInt(span.startRestNs);
}

function endNsOf(span: StoredSpan): bigint {
  return startNsOf(span) + BigInt(span.durationNs);
}

function grouped<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
