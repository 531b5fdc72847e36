import * as z from "zod/mini";
import { DUTIES } from "@/lib/domain/actor";
import { FAULT_CLASSES, MECHANISMS, MITIGATION_KINDS, TRIGGERS } from "@/lib/domain/cause";
import { CHANGE_KINDS } from "@/lib/domain/change";
import {
  EVENT_VERSIONS,
  type EventData,
  type EventKind,
  INCIDENT_RELATIONS,
  type IncidentEvent,
  type TimelineEvent,
} from "@/lib/domain/events";
import { GUARD_IDS } from "@/lib/domain/guard";
import { BREAKER_STATES } from "@/lib/domain/measurement";
import { SEVERITIES } from "@/lib/domain/severity";

// The one schema of the event union: stored rows, `GET /events`, the live stream and snapshots are all read with it.

const text = z.string();
const iso = z.iso.datetime({ offset: true });
const count = z.int().check(z.nonnegative());
const nullableText = z.nullable(text);
const severity = z.enum(SEVERITIES);
const breakerState = z.enum(BREAKER_STATES);
const nothing = z.pipe(
  z.object({}),
  z.transform((): Record<never, never> => ({})),
);

export const actorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: text, name: text }),
  z.object({ kind: z.literal("token"), id: text, name: text }),
  z.object({ kind: z.literal("system"), name: text }),
]);

export const recoveryLimitsSchema = z.object({
  windowMs: z.number(),
  p95MaxMs: z.number(),
  errorRatioMax: z.nullable(z.number()),
  goroutinesMax: z.nullable(z.number()),
  allocationMaxBytesPerS: z.nullable(z.number()),
  newPanicsMax: z.number(),
  minSamples: z.number(),
});

const causeSchema = z.object({ service: text, trigger: z.enum(TRIGGERS), mechanism: z.enum(MECHANISMS) });

const effectMetric = z.enum([
  "p95_ms",
  "error_ratio",
  "goroutines",
  "allocation_bytes_per_s",
  "panics_per_s",
  "requests_per_s",
]);
const effectSchema = z.object({
  metric: effectMetric,
  before: z.nullable(z.number()),
  after: z.nullable(z.number()),
  nBefore: z.nullable(z.number()),
  nAfter: z.nullable(z.number()),
});

const episodeMentionSchema = z.object({
  episodeId: text,
  fingerprint: text,
  alertname: text,
  service: text,
  severity: z.nullable(severity),
  status: z.enum(["firing", "resolved"]),
  startsAt: iso,
  endsAt: z.nullable(iso),
  summary: text,
});

const person = z.object({ id: text, name: text });
const incidentMention = z.object({ incidentId: text, number: z.int().check(z.positive()), title: text });
const seq = z.int().check(z.positive());
const explanation = z.object({ key: text, params: z.record(text, z.union([text, z.number()])) });
const why = z.optional(explanation);
const movedAlerts = {
  moved: count,
  firing: count,
  earliestStartsAt: z.nullable(iso),
  severity: z.nullable(severity),
  services: z.array(text),
  episodes: z.array(episodeMentionSchema),
};

/** Payload of each kind at its present version. */
export const EVENT_DATA_SCHEMAS = {
  opened: z.object({
    title: text,
    service: text,
    team: text,
    environment: text,
    severity,
    severityReason: text,
    severityWhy: z.optional(z.array(explanation)),
    groupingReason: text,
    groupingWhy: z.optional(explanation),
    recurrenceOf: nullableText,
    origin: z.enum(["alert", "person", "test"]),
    detectedAt: iso,
  }),
  alerts_changed: z.object({
    deliveryId: text,
    fired: count,
    resolved: count,
    firingNow: count,
    earliestStartsAt: z.nullable(iso),
    latestEndsAt: z.nullable(iso),
    episodes: z.array(episodeMentionSchema),
    truncatedAlerts: count,
    services: z.array(text),
  }),
  severity_changed: z.object({ from: severity, to: severity, reason: text, why: z.optional(z.array(explanation)) }),
  acknowledged: nothing,
  duty_assigned: z.object({
    duty: z.enum(DUTIES),
    person: z.nullable(person),
    from: z.optional(z.nullable(person)),
    note: z.optional(text),
  }),
  note_added: z.object({ text }),
  note_edited: z.object({ ofSeq: seq, text }),
  pin_changed: z.object({ ofSeq: seq, isPinned: z.boolean() }),
  status_update: z.object({ conditions: text, actions: text, needs: text }),
  task_added: z.object({ taskId: text, title: text, assignee: z.nullable(person) }),
  task_assigned: z.object({ taskId: text, title: text, assignee: z.nullable(person) }),
  task_finished: z.object({ taskId: text, title: text, isDone: z.boolean() }),
  alerts_acknowledged: z.object({ acknowledged: count, episodes: z.array(episodeMentionSchema), note: text }),
  alerts_ended: z.object({ ended: count, firingNow: count, episodes: z.array(episodeMentionSchema), reason: text }),
  merged_into: z.object({ into: incidentMention, reason: text, moved: count }),
  merged_from: z.object({ from: incidentMention, reason: text, ...movedAlerts }),
  split_into: z.object({
    into: incidentMention,
    reason: text,
    firingNow: count,
    servicesLeft: z.array(text),
    ...movedAlerts,
  }),
  split_from: z.object({ from: incidentMention, reason: text, ...movedAlerts }),
  incident_linked: z.object({ to: incidentMention, relation: z.enum(INCIDENT_RELATIONS), reason: text }),
  incident_unlinked: z.object({ to: incidentMention, relation: z.enum(INCIDENT_RELATIONS), reason: text }),
  change_seen: z.object({
    changeId: text,
    kind: z.enum(CHANGE_KINDS),
    service: text,
    version: nullableText,
    commit: nullableText,
    summary: text,
  }),
  breaker_changed: z.object({
    caller: text,
    callee: text,
    from: breakerState,
    to: breakerState,
    podsOpen: z.number(),
    pods: z.number(),
  }),
  diagnosed: z.object({
    diagnosisId: text,
    durationMs: z.number(),
    hypotheses: z.array(
      z.object({
        id: text,
        rank: z.number(),
        cause: causeSchema,
        version: nullableText,
        confidence: z.number(),
        mitigation: z.enum(MITIGATION_KINDS),
      }),
    ),
    classes: z.array(z.enum(FAULT_CLASSES)),
    onsetAt: z.nullable(iso),
    isInsufficient: z.boolean(),
    gaps: z.array(text),
  }),
  hypothesis_judged: z.object({ hypothesisId: text, title: text, verdict: z.enum(["accepted", "rejected"]) }),
  impact_entered: z.object({ at: iso }),
  mitigation_planned: z.object({
    mitigationId: text,
    kind: z.literal("rollback"),
    workload: text,
    fromRevision: z.number(),
    toRevision: z.number(),
    fromVersion: nullableText,
    toVersion: nullableText,
    digest: text,
    guards: z.array(z.object({ id: text, state: z.enum(["pass", "warn", "fail", "unknown"]) })),
    expiresAt: iso,
  }),
  mitigation_refused: z.object({ mitigationId: nullableText, reason: text, why, moved: z.array(text) }),
  mitigation_approved: z.object({
    mitigationId: text,
    digest: text,
    waivers: z.array(z.object({ guardId: z.enum(GUARD_IDS), reason: text })),
  }),
  mitigation_applying: z.object({ mitigationId: text, attempt: z.number() }),
  mitigation_patched: z.object({ mitigationId: text, resourceVersion: text, revision: z.nullable(z.number()) }),
  mitigation_applied: z.object({ mitigationId: text, revision: z.number(), version: nullableText }),
  mitigation_failed: z.object({ mitigationId: text, reason: text, why }),
  mitigation_unknown: z.object({ mitigationId: text, reason: text, why }),
  mitigation_settled: z.object({ mitigationId: text, outcome: z.enum(["applied", "not_applied"]), reason: text }),
  verification_started: z.object({ mitigationId: nullableText, limits: recoveryLimitsSchema, deadlineAt: iso }),
  verification_restarted: z.object({
    mitigationId: nullableText,
    metric: effectMetric,
    value: z.number(),
    limit: z.number(),
  }),
  recovery_checked: z.object({
    mitigationId: nullableText,
    verdict: z.enum(["recovered", "not_recovered", "inconclusive"]),
    reason: text,
    why: z.optional(z.array(explanation)),
    windowStartAt: z.nullable(iso),
    windowEndAt: z.nullable(iso),
    effects: z.array(effectSchema),
  }),
  resolved: z.object({ how: z.enum(["mitigation", "by_itself", "person"]), reason: text, why }),
  closed: z.object({ reason: text }),
  snapshot_sealed: z.object({ snapshotId: text, sha256: text, bytes: z.number() }),
  time_corrected: z.object({ ofSeq: z.int().check(z.positive()), at: iso, reason: text }),
} as const satisfies { readonly [K in EventKind]: z.ZodMiniType<EventData[K]> };

type ReadonlyDeep<T> = T extends (infer Item)[]
  ? readonly ReadonlyDeep<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;
/** The other direction: every payload that the domain can write is one that the schema reads. */
type SchemaReads = { readonly [K in EventKind]: ReadonlyDeep<z.output<(typeof EVENT_DATA_SCHEMAS)[K]>> };
export const DOMAIN_FITS_SCHEMA: EventData extends SchemaReads ? true : never = true;

/** One event as it is stored, sent and exported. Times are ISO 8601 with milliseconds, UTC. */
export const wireEventSchema = z.object({
  id: text,
  incidentId: text,
  seq: z.int().check(z.positive()),
  kind: text,
  v: z.int().check(z.positive()),
  at: iso,
  recordedAt: iso,
  actor: actorSchema,
  data: z.unknown(),
});
export type WireEvent = z.infer<typeof wireEventSchema>;

/** Raises a payload from version i + 1 to i + 2; stored rows are never rewritten. */
export type Upcasters = Readonly<Partial<Record<EventKind, readonly ((data: unknown) => unknown)[]>>>;
const UPCASTERS: Upcasters = {};

export type StoredEvent = Omit<WireEvent, "at" | "recordedAt"> & { readonly at: Date; readonly recordedAt: Date };

function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(EVENT_VERSIONS, kind);
}

/**
 * A stored row as a domain event. A kind that this build does not know, a newer version, or a payload that does not fit
 * becomes an UnknownEvent: it shows as "unknown step" and is never dropped.
 */
export function timelineEventOf(
  row: StoredEvent,
  options: { readonly upcasters?: Upcasters; readonly versions?: Readonly<Record<string, number>> } = {},
): TimelineEvent {
  const { id, incidentId, seq, at, recordedAt, actor } = row;
  const envelope = { id, incidentId, seq, at, recordedAt, actor };
  const unknown = { ...envelope, kind: "unknown", storedKind: row.kind, storedVersion: row.v } as const;
  if (!isEventKind(row.kind)) return unknown;
  const version = (options.versions ?? EVENT_VERSIONS)[row.kind] ?? 0;
  if (row.v > version) return unknown;
  const steps = (options.upcasters ?? UPCASTERS)[row.kind] ?? [];
  const data = steps.slice(row.v - 1).reduce((value: unknown, raise) => raise(value), row.data);
  return knownEventOf(envelope, row.kind, data) ?? unknown;
}

type Envelope = Pick<IncidentEvent, "id" | "incidentId" | "seq" | "at" | "recordedAt" | "actor">;

/** The payload parsed by its kind's schema; null when it does not fit. */
function knownEventOf<K extends EventKind>(envelope: Envelope, kind: K, data: unknown): IncidentEvent | null {
  const parsed = EVENT_DATA_SCHEMAS[kind].safeParse(data);
  // The schema table is keyed by kind, so kind and payload belong together; TypeScript cannot correlate the two.
  return parsed.success ? ({ ...envelope, kind, data: parsed.data } as IncidentEvent) : null;
}

/** An event as JSON, as in `GET /events` and on the live stream. */
export function eventToWire(event: TimelineEvent): WireEvent {
  const { id, incidentId, seq, actor } = event;
  const times = { at: event.at.toISOString(), recordedAt: event.recordedAt.toISOString() };
  return event.kind === "unknown"
    ? { id, incidentId, seq, kind: event.storedKind, v: event.storedVersion, ...times, actor, data: {} }
    : { id, incidentId, seq, kind: event.kind, v: EVENT_VERSIONS[event.kind], ...times, actor, data: event.data };
}

/** Reads an event from JSON. Throws ZodError when the envelope is not one. */
export function eventFromWire(json: unknown): TimelineEvent {
  const wire = wireEventSchema.parse(json);
  return timelineEventOf({ ...wire, at: new Date(wire.at), recordedAt: new Date(wire.recordedAt) });
}
