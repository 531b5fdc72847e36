import { compareText } from "@/lib/domain/text-order";
import { SPAN_KINDS, type Span, type SpanEvent, type SpanKind, type SpanLink, type Trace } from "@/lib/domain/trace";
import type { V1Span, V1Tag, V1Trace, V3Scope, V3Span, V3Traces, WireAttribute, WireValue } from "./schema";

// Both wire models become one: what a tag says about kind and status leaves `attributes`, resource attributes join
// them (a span's own win), ids are lower-case hex of full length, times are whole microseconds.

type Attributes = Record<string, string>;

/** Where v2 keeps its warnings in OTLP: a list of texts. */
const WARNINGS = "@jaeger@warnings";
/** What v2 puts on a link that was an OpenTracing reference. */
const REFERENCE_TYPE = "opentracing.ref_type";

/** What Jaeger's v1 says for a resource without service.name; v3 leaves it to the reader. */
const NO_SERVICE_NAME = "OTLPResourceNoServiceName";

/** v3 merges all traces into one list; they are told apart by trace id here. Newest trace first. */
export function normaliseV3({ result }: V3Traces): readonly Trace[] {
  const spans = result.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { "service.name": service = NO_SERVICE_NAME, ...ofResource } = textsOf(resource?.attributes ?? []);
    return scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => spanOfV3(span, { service, ofResource, ofScope: scopeTexts(scope) })),
    );
  });
  return tracesOf(spans);
}

/** Newest trace first. */
export function normaliseV1(traces: readonly V1Trace[]): readonly Trace[] {
  return tracesOf(
    traces.flatMap((trace): readonly Span[] => {
      const processes = new Map(
        Object.entries(trace.processes).map(([id, { serviceName, tags }]) => [
          id,
          { service: serviceName, ofResource: tagTexts(tags) },
        ]),
      );
      return trace.spans.map((span, index) =>
        // What v1 says of the whole trace is kept at its first span: v3 has no other place for it either.
        spanOfV1(
          index === 0 ? { ...span, warnings: [...trace.warnings, ...span.warnings] } : span,
          processes.get(span.processID) ?? { service: "", ofResource: {} },
        ),
      );
    }),
  );
}

/** "server", "Server" and "SPAN_KIND_SERVER" are the same; what names no kind is internal, as in Jaeger. */
export function spanKindOf(wire: string | number): SpanKind {
  if (typeof wire === "number") return V3_KINDS[wire] ?? "internal";
  const name = wire.toLowerCase().replace(/^span_kind_/, "");
  return SPAN_KINDS.find((kind) => kind === name) ?? "internal";
}

/** 32 lower-case hex digits. Old ids have 16 (v1 prints them so), some backends send the bytes as base64. */
export function traceIdOf(wire: string): string {
  return hexOf(wire).padStart(32, "0");
}

const V3_KINDS: readonly SpanKind[] = ["internal", "internal", "server", "client", "producer", "consumer"];

type Surroundings = { readonly service: string; readonly ofResource: Attributes };

function spanOfV3(span: V3Span, around: Surroundings & { readonly ofScope: Attributes }): Span {
  const startNs = BigInt(span.startTimeUnixNano);
  const durationNs = BigInt(span.endTimeUnixNano) - startNs;
  const parent = span.parentSpanId ?? span.parentSpanID ?? "";
  const exception = span.events.find(({ name }) => name === "exception");
  const { [WARNINGS]: warnings, ...own } = textsOf(span.attributes);
  const links = span.links.map((link) => ({
    traceId: traceIdOf(link.traceId ?? link.traceID ?? ""),
    spanId: spanIdOf(link.spanId ?? link.spanID ?? ""),
    isAsync: textsOf(link.attributes)[REFERENCE_TYPE] === "follows_from",
  }));
  const isAsync = links.some((link) => link.isAsync && !isAbsentId(parent) && link.spanId === spanIdOf(parent));
  return {
    traceId: traceIdOf(span.traceId ?? span.traceID ?? ""),
    spanId: spanIdOf(span.spanId ?? span.spanID ?? ""),
    parentSpanId: isAbsentId(parent) ? null : spanIdOf(parent),
    service: around.service,
    operation: span.name,
    kind: spanKindOf(span.kind),
    startUs: Number(startNs / 1_000n),
    durationUs: durationNs > 0n ? Number(durationNs / 1_000n) : 0,
    status: statusOf(span.status?.code ?? 0),
    statusMessage: span.status?.message || textsOf(exception?.attributes ?? [])["exception.message"] || null,
    attributes: { ...around.ofResource, ...around.ofScope, ...own },
    version: around.ofResource["service.version"] || null,
    ...moreOf({
      process: around.ofResource,
      events: span.events.map(({ timeUnixNano, name, attributes }) => ({
        atUs: Number(BigInt(timeUnixNano) / 1_000n),
        name,
        attributes: textsOf(attributes),
      })),
      links: links.filter((link) => !link.isAsync || link.spanId !== spanIdOf(parent)),
      isAsync,
      warnings: warnings === undefined ? [] : textList(warnings),
    }),
  };
}

/** The parts that most spans do not have: absent instead of empty. */
function moreOf(parts: {
  readonly process: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly isAsync: boolean;
  readonly warnings: readonly string[];
}): Pick<Span, "process" | "events" | "links" | "isAsync" | "warnings"> {
  return {
    ...(Object.keys(parts.process).length > 0 ? { process: parts.process } : {}),
    ...(parts.events.length > 0 ? { events: [...parts.events].sort((a, b) => a.atUs - b.atUs) } : {}),
    ...(parts.links.length > 0 ? { links: parts.links.map(({ traceId, spanId }) => ({ traceId, spanId })) } : {}),
    ...(parts.isAsync ? { isAsync: true as const } : {}),
    ...(parts.warnings.length > 0 ? { warnings: parts.warnings } : {}),
  };
}

/** A list that became JSON on its way, or one text. */
function textList(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map(String) : [text];
  } catch {
    // One warning in plain words.
    return [text];
  }
}

function spanOfV1(span: V1Span, around: Surroundings): Span {
  const own = tagTexts(span.tags);
  const { "span.kind": kind = "", "otel.status_code": code, "otel.status_description": description, ...rest } = own;
  const isErrorTag = rest.error === "true";
  // With a status code, `error` only repeats it; without one (Jaeger's own clients) it is the span's status.
  if (code !== undefined && isErrorTag) delete rest.error;
  const { "w3c.tracestate": _, [WARNINGS]: tagged, ...attributes } = rest;
  const exception = span.logs.map(({ fields }) => tagTexts(fields)).find(({ event }) => event === "exception");
  const inside = span.references.filter(
    ({ traceID, spanID }) => traceIdOf(traceID) === traceIdOf(span.traceID) && !isAbsentId(spanID),
  );
  // Jaeger's own order of preference: a parent that waited, else one that did not.
  const waiting = inside.find(({ refType }) => refType === "CHILD_OF");
  const parent = waiting ?? inside.find(({ refType, spanID }) => refType === "FOLLOWS_FROM" && spanID !== span.spanID);
  return {
    traceId: traceIdOf(span.traceID),
    spanId: spanIdOf(span.spanID),
    parentSpanId: parent === undefined ? null : spanIdOf(parent.spanID),
    service: around.service,
    operation: span.operationName,
    kind: spanKindOf(kind),
    startUs: Math.floor(span.startTime),
    durationUs: Math.max(0, Math.floor(span.duration)),
    status: code === undefined ? (isErrorTag ? "error" : "unset") : statusOf(code),
    statusMessage: description || exception?.["exception.message"] || null,
    attributes: { ...around.ofResource, ...attributes },
    version: around.ofResource["service.version"] || null,
    ...moreOf({
      process: around.ofResource,
      events: span.logs.map(({ timestamp, fields }) => {
        const { event = "", ...texts } = tagTexts(fields);
        return { atUs: Math.floor(timestamp), name: event, attributes: texts };
      }),
      links: span.references
        .filter((reference) => reference !== parent && !isAbsentId(reference.spanID))
        .map(({ traceID, spanID }) => ({ traceId: traceIdOf(traceID), spanId: spanIdOf(spanID) })),
      isAsync: parent !== undefined && waiting === undefined,
      warnings: [...span.warnings, ...(tagged === undefined ? [] : textList(tagged))],
    }),
  };
}

/** Groups by trace id; a span that an exporter sent twice counts once. Spans by start, traces newest first. */
function tracesOf(spans: readonly Span[]): readonly Trace[] {
  const byTrace = new Map<string, Map<string, Span>>();
  for (const span of spans) {
    const known = byTrace.get(span.traceId) ?? new Map<string, Span>();
    byTrace.set(span.traceId, known);
    const key = `${span.spanId} ${span.kind} ${span.service}`;
    if (!known.has(key)) known.set(key, span);
  }
  return [...byTrace]
    .map(([traceId, known]) => ({ traceId, spans: [...known.values()].sort(byStart) }))
    .sort((a, b) => startOf(b) - startOf(a) || compareText(a.traceId, b.traceId));
}

function byStart(a: Span, b: Span): number {
  return a.startUs - b.startUs || b.durationUs - a.durationUs || compareText(a.spanId, b.spanId);
}

function startOf(trace: Trace): number {
  return trace.spans[0]?.startUs ?? 0;
}

function statusOf(code: number | string): Span["status"] {
  if (code === 2 || code === "ERROR" || code === "STATUS_CODE_ERROR") return "error";
  return code === 1 || code === "OK" || code === "STATUS_CODE_OK" ? "ok" : "unset";
}

function scopeTexts(scope: V3Scope): Attributes {
  return {
    ...(scope?.name ? { "otel.scope.name": scope.name } : {}),
    ...(scope?.version ? { "otel.scope.version": scope.version } : {}),
  };
}

function tagTexts(tags: readonly V1Tag[]): Attributes {
  return Object.fromEntries(tags.map(({ key, value }) => [key, String(value)]));
}

function textsOf(attributes: readonly WireAttribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value ?? {})]));
}

/** Text as OpenTelemetry's `AsString` writes it: lists and maps become JSON, which is what v1 shows too. */
function textOf(value: WireValue): string {
  const plain = plainOf(value);
  return typeof plain === "string" ? plain : plain === null ? "" : JSON.stringify(plain);
}

function plainOf(value: WireValue): unknown {
  if (value.intValue !== undefined) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainOf);
  if (value.kvlistValue !== undefined) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((item) => [item.key, plainOf(item.value ?? {})]));
  }
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

function spanIdOf(wire: string): string {
  return hexOf(wire).padStart(16, "0");
}

function isAbsentId(wire: string): boolean {
  return /^0*$/.test(wire) || /^A*=*$/.test(wire);
}

function hexOf(wire: string): string {
  if (/^[0-9a-fA-F]*$/.test(wire)) return wire.toLowerCase();
  return Buffer.from(wire, "base64").toString("hex");
}
