import fc from "fast-check";
import { FIREBREAK } from "@/lib/domain/actor";
import type { EventData, NewEvent } from "@/lib/domain/events";
import type { RecoveryLimits } from "@/lib/domain/mitigation";

/** Random events of an incident that is open, with hostile text and times in any order. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("a\0b", "\ud800", '";\\u0000', "好🔥"),
);
const at = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
const iso = at.map((date) => date.toISOString());
const id = fc.uuid();
const severity = fc.constantFrom("SEV-1" as const, "SEV-2" as const, "SEV-3" as const);
const limits: fc.Arbitrary<RecoveryLimits> = fc.constant({
  windowMs: 180_000,
  p95MaxMs: 180,
  errorRatioMax: 0.01,
  goroutinesMax: null,
  allocationMaxBytesPerS: 1.5,
  newPanicsMax: 0,
  minSamples: 20,
});

const DATA: { readonly [K in keyof EventData]?: fc.Arbitrary<EventData[K]> } = {
  alerts_changed: fc.record({
    deliveryId: id,
    fired: fc.nat(5),
    resolved: fc.nat(5),
    firingNow: fc.nat(3),
    earliestStartsAt: fc.option(iso),
    latestEndsAt: fc.option(iso),
    episodes: fc.array(
      fc.record({
        episodeId: id,
        fingerprint: text,
        alertname: text,
        service: text,
        severity: fc.option(severity),
        status: fc.constantFrom("firing" as const, "resolved" as const),
        startsAt: iso,
        endsAt: fc.option(iso),
        summary: text,
      }),
      { maxLength: 3 },
    ),
    truncatedAlerts: fc.nat(2),
    // The intake has cleaned names before they get here.
    services: fc.array(
      text.map((name) => name.replace(/[\0\ud800-\udfff]/gu, "\ufffd")),
      { maxLength: 3 },
    ),
  }),
  severity_changed: fc.record({ from: severity, to: severity, reason: text }),
  acknowledged: fc.constant({}),
  duty_assigned: fc.record({
    duty: fc.constantFrom("commander" as const, "scribe" as const),
    person: fc.option(fc.record({ id, name: text })),
  }),
  note_added: fc.record({ text }),
  impact_entered: fc.record({ at: iso }),
  diagnosed: fc.record({
    diagnosisId: id,
    durationMs: fc.nat(),
    hypotheses: fc.constant([]),
    classes: fc.constant(["sli_deviation" as const]),
    onsetAt: fc.option(iso),
    isInsufficient: fc.boolean(),
    gaps: fc.array(text, { maxLength: 2 }),
  }),
  mitigation_approved: fc.record({ mitigationId: id, digest: text, waivers: fc.constant([]) }),
  mitigation_failed: fc.record({ mitigationId: id, reason: text }),
  verification_started: fc.record({ mitigationId: fc.option(id), limits, deadlineAt: iso }),
  verification_restarted: fc.record({
    mitigationId: fc.option(id),
    metric: fc.constant("p95_ms" as const),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    limit: fc.nat(),
  }),
  recovery_checked: fc.record({
    mitigationId: fc.option(id),
    verdict: fc.constantFrom("recovered" as const, "inconclusive" as const),
    reason: text,
    windowStartAt: fc.option(iso),
    windowEndAt: fc.option(iso),
    effects: fc.constant([]),
  }),
  resolved: fc.record({ how: fc.constantFrom("person" as const, "by_itself" as const), reason: text }),
  closed: fc.record({ reason: text }),
  time_corrected: fc.record({ ofSeq: fc.integer({ min: 1, max: 6 }), at: iso, reason: text }),
};

// Kind and payload come from one entry of the table, so they belong together.
const anyEvent = fc.oneof(
  ...Object.entries(DATA).map(([kind, data]) =>
    fc.record({ kind: fc.constant(kind), at, actor: fc.constant(FIREBREAK), data: data as fc.Arbitrary<unknown> }),
  ),
) as unknown as fc.Arbitrary<NewEvent>;

/** An `opened` event for a given service (a random one has a random key) and times in any order. */
export function openedEvent(over: Partial<EventData["opened"]> = {}): NewEvent {
  return {
    kind: "opened",
    at: new Date("2026-11-20T17:36:00.000Z"),
    actor: FIREBREAK,
    data: {
      title: "HighLatencyP99 on checkout",
      service: "checkout",
      team: "default",
      environment: "default",
      severity: "SEV-2",
      severityReason: "highest of its alerts is SEV-2",
      groupingReason: "first alert of default/default/checkout",
      recurrenceOf: null,
      origin: "alert",
      detectedAt: "2026-11-20T17:35:58.183Z",
      ...over,
    },
  };
}

/** Lists of batches: what separate transactions append after `opened`. */
export const eventBatches = fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
