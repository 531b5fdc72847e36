import { interner } from "./intern";
import type { KeyValue, OtlpRequest, OtlpScope, OtlpSpan } from "./otlp-schema";
import { otlpSpan } from "./otlp-schema";
import { ServiceIndex } from "./service-index";

export type StoredResource = { readonly service: string; readonly attributes: readonly KeyValue[] };

type Status = { readonly code: number; readonly message: string };

/** A span with everything that repeats shared between spans. Nanoseconds are whole: startUs × 1000 + startRestNs. */
export type StoredSpan = {
  readonly trace: StoredTrace;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly startUs: number;
  readonly startRestNs: number;
  /** Never negative: a span that ends before it starts took no time. */
  readonly durationNs: number;
  readonly attributes: readonly KeyValue[];
  readonly events: OtlpSpan["events"];
  readonly links: OtlpSpan["links"];
  readonly status: Status;
  readonly resource: StoredResource;
  readonly scope: OtlpScope;
};

export type StoredTrace = {
  readonly traceId: string;
  readonly receivedAtMs: number;
  readonly spans: StoredSpan[];
  isEvicted: boolean;
};

export type StoreLimits = { readonly maxSpans: number; readonly retentionMs: number };

/** What OpenTelemetry's Jaeger translation calls a resource that has no service.name. */
const NO_SERVICE_NAME = "OTLPResourceNoServiceName";

const NO_EVENTS: OtlpSpan["events"] = [];
const NO_LINKS: OtlpSpan["links"] = [];
const UNSET: Status = { code: 0, message: "" };

/** Traces in memory, oldest arrival first. Whole traces leave when there are too many spans or they are too old. */
export class TraceStore {
  readonly #traces = new Map<string, StoredTrace>();
  readonly #services = new Map<string, ServiceIndex>();
  readonly #intern = interner<KeyValue>();
  readonly #internResource = interner<StoredResource>();
  readonly #internScope = interner<OtlpScope>();
  readonly #internStatus = interner<Status>();
  readonly #internName = interner<string>();
  readonly #limits: StoreLimits;
  #spanCount = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get spanCount(): number {
    return this.#spanCount;
  }

  get traceCount(): number {
    return this.#traces.size;
  }

  /** Stores the good spans of one export and returns how many were refused, with the first reason. */
  add(request: OtlpRequest, nowMs: number): { readonly rejected: number; readonly reason: string | null } {
    let rejected = 0;
    let reason: string | null = null;
    for (const { resource: wire, scopeSpans } of request.resourceSpans) {
      const resource = this.#resourceOf(wire.attributes);
      for (const { scope: wireScope, spans } of scopeSpans) {
        const scope = this.#internScope(wireScope);
        for (const wireSpan of spans) {
          const parsed = otlpSpan.safeParse(wireSpan);
          if (parsed.success) {
            this.#addSpan(parsed.data, { resource, scope, nowMs });
          } else {
            rejected += 1;
            const issue = parsed.error.issues[0];
            reason ??= `span.${issue?.path.join(".") ?? ""}: ${issue?.message ?? "malformed"}`;
          }
        }
      }
    }
    this.evict(nowMs);
    return { rejected, reason };
  }

  /** Drops whole traces, oldest arrival first, until both limits hold. */
  evict(nowMs: number): void {
    for (const trace of this.#traces.values()) {
      const isOld = trace.receivedAtMs < nowMs - this.#limits.retentionMs;
      if (!isOld && this.#spanCount <= this.#limits.maxSpans) return;
      this.#traces.delete(trace.traceId);
      trace.isEvicted = true;
      this.#spanCount -= trace.spans.length;
      for (const span of trace.spans) {
        const index = this.#services.get(span.resource.service);
        if (index?.forget(span) === 0) this.#services.delete(span.resource.service);
      }
    }
  }

  trace(traceId: string): StoredTrace | null {
    return this.#traces.get(traceId) ?? null;
  }

  /** Newest arrival last. */
  traces(): Iterable<StoredTrace> {
    return this.#traces.values();
  }

  services(): readonly string[] {
    return [...this.#services.keys()].sort();
  }

  indexOf(service: string): ServiceIndex | null {
    return this.#services.get(service) ?? null;
  }

  #addSpan(
    span: OtlpSpan,
    { resource, scope, nowMs }: { resource: StoredResource; scope: OtlpScope; nowMs: number },
  ): void {
    let trace = this.#traces.get(span.traceId);
    if (trace === undefined) {
      trace = { traceId: span.traceId, receivedAtMs: nowMs, spans: [], isEvicted: false };
      this.#traces.set(span.traceId, trace);
    }
    const startNs = BigInt(span.startTimeUnixNano);
    const durationNs = BigInt(span.endTimeUnixNano) - startNs;
    const stored: StoredSpan = {
      trace,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId ?? null,
      traceState: span.traceState ?? "",
      name: this.#internName(span.name),
      kind: span.kind,
      startUs: Number(startNs / 1_000n),
      startRestNs: Number(startNs % 1_000n),
      durationNs: durationNs > 0n ? Number(durationNs) : 0,
      attributes: span.attributes.map(this.#intern),
      events: span.events.length === 0 ? NO_EVENTS : span.events,
      links: span.links.length === 0 ? NO_LINKS : span.links,
      status: span.status === undefined ? UNSET : this.#internStatus(span.status),
      resource,
      scope,
    };
    trace.spans.push(stored);
    this.#spanCount += 1;
    let index = this.#services.get(resource.service);
    if (index === undefined) {
      index = new ServiceIndex();
      this.#services.set(resource.service, index);
    }
    index.add(stored);
  }

  #resourceOf(attributes: readonly KeyValue[]): StoredResource {
    const name = attributes.find(({ key }) => key === "service.name")?.value;
    const service =
      name !== undefined && "stringValue" in name && name.stringValue ? name.stringValue : NO_SERVICE_NAME;
    return this.#internResource({ service, attributes: attributes.map(this.#intern) });
  }
}
