import { type JaegerTag, jaegerTagsOf, processTagsOf, tagOf, textTag } from "./jaeger-tags";
import type { StoredSpan, StoredTrace } from "./store";

type Reference = { readonly refType: "CHILD_OF" | "FOLLOWS_FROM"; readonly traceID: string; readonly spanID: string };

type V1Span = {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly Reference[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: null;
};

export type V1Trace = {
  readonly traceID: string;
  readonly spans: readonly V1Span[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>>;
  readonly warnings: null;
};

/** The trace as Jaeger's UI model: microseconds, tags with types, one process per distinct resource. */
export function v1TraceOf(trace: StoredTrace): V1Trace {
  const processIds = new Map<string, string>();
  const processes: Record<string, V1Trace["processes"][string]> = {};
  const spans = trace.spans.map((span) => {
    const process = { serviceName: span.resource.service, tags: processTagsOf(span.resource) };
    const key = JSON.stringify(process);
    const processID = processIds.get(key) ?? `p${processIds.size + 1}`;
    processIds.set(key, processID);
    processes[processID] = process;
    return v1SpanOf(span, processID);
  });
  return { traceID: v1TraceId(trace.traceId), spans, processes, warnings: null };
}

/** Jaeger's v1 model prints a 128-bit id whose upper half is zero with 16 digits. */
export function v1TraceId(traceId: string): string {
  return traceId.startsWith("0".repeat(16)) ? traceId.slice(16) : traceId;
}

function v1SpanOf(span: StoredSpan, processID: string): V1Span {
  const traceID = v1TraceId(span.trace.traceId);
  const parent: readonly Reference[] =
    span.parentSpanId === null ? [] : [{ refType: "CHILD_OF", traceID, spanID: span.parentSpanId }];
  const links = span.links.map(
    (link): Reference => ({ refType: "FOLLOWS_FROM", traceID: v1TraceId(link.traceId), spanID: link.spanId }),
  );
  return {
    traceID,
    spanID: span.spanId,
    operationName: span.name,
    references: [...parent, ...links],
    startTime: span.startUs,
    duration: Math.floor(span.durationNs / 1_000),
    tags: jaegerTagsOf(span),
    logs: span.events.map((event) => ({
      timestamp: Number(BigInt(event.timeUnixNano) / 1_000n),
      fields: [...(event.name === "" ? [] : [textTag("event", event.name)]), ...event.attributes.map(tagOf)],
    })),
    processID,
    warnings: null,
  };
}
