import * as z from "zod/mini";
import { SPAN_KINDS, type Span, type Trace } from "@/lib/domain/trace";

const attributes = z.record(z.string(), z.string());

/** One whole trace. What all spans of a process share is sent once. Times in microseconds since the epoch. */
export const traceWireSchema = z.object({
  traceId: z.string(),
  processes: z.array(z.object({ service: z.string(), version: z.nullable(z.string()), attributes })),
  spans: z.array(
    z.object({
      spanId: z.string(),
      parentSpanId: z.nullable(z.string()),
      /** Index into `processes`. */
      process: z.int().check(z.nonnegative()),
      operation: z.string(),
      kind: z.enum(SPAN_KINDS),
      startUs: z.number(),
      durationUs: z.number(),
      status: z.enum(["ok", "error", "unset"]),
      statusMessage: z.nullable(z.string()),
      /** The span's own; those of its process are above. */
      attributes,
      events: z.optional(z.array(z.object({ atUs: z.number(), name: z.string(), attributes }))),
      links: z.optional(z.array(z.object({ traceId: z.string(), spanId: z.string() }))),
      /** The parent did not wait for it. */
      isAsync: z.optional(z.literal(true)),
      warnings: z.optional(z.array(z.string())),
    }),
  ),
});
export type TraceWire = z.infer<typeof traceWireSchema>;

/** Answer of GET /api/traces/{traceId}. */
export const traceAnswerSchema = z.object({
  trace: traceWireSchema,
  /** Where it is from, so that it can be asked for again there. */
  source: z.object({ at: z.iso.datetime(), query: z.string() }),
  /** Spans that the store has; more than were sent when the trace was cut here. */
  spansTotal: z.int().check(z.nonnegative()),
});
export type TraceAnswer = z.infer<typeof traceAnswerSchema>;

export function traceToWire({ traceId, spans }: Trace): TraceWire {
  const indexOf = new Map<string, number>();
  const processes: TraceWire["processes"] = [];
  return {
    traceId,
    processes,
    spans: spans.map((span) => {
      const process = { service: span.service, version: span.version, attributes: { ...span.process } };
      const key = JSON.stringify(process);
      const index = indexOf.get(key) ?? processes.push(process) - 1;
      indexOf.set(key, index);
      const own = Object.entries(span.attributes).filter(([name, value]) => process.attributes[name] !== value);
      return {
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        process: index,
        operation: span.operation,
        kind: span.kind,
        startUs: span.startUs,
        durationUs: span.durationUs,
        status: span.status,
        statusMessage: span.statusMessage,
        attributes: Object.fromEntries(own),
        ...(span.events
          ? { events: span.events.map((event) => ({ ...event, attributes: { ...event.attributes } })) }
          : {}),
        ...(span.links ? { links: [...span.links] } : {}),
        ...(span.isAsync ? { isAsync: span.isAsync } : {}),
        ...(span.warnings ? { warnings: [...span.warnings] } : {}),
      };
    }),
  };
}

/** Back to domain words; a span of an unknown process has an empty service. */
export function traceOfWire({ traceId, processes, spans }: TraceWire): Trace {
  return {
    traceId,
    spans: spans.map(({ process: index, events, links, isAsync, warnings, ...span }): Span => {
      const process = processes[index];
      return {
        ...span,
        traceId,
        service: process?.service ?? "",
        version: process?.version ?? null,
        attributes: { ...process?.attributes, ...span.attributes },
        ...(process && Object.keys(process.attributes).length > 0 ? { process: process.attributes } : {}),
        ...(events ? { events } : {}),
        ...(links ? { links } : {}),
        ...(isAsync ? { isAsync } : {}),
        ...(warnings ? { warnings } : {}),
      };
    }),
  };
}
