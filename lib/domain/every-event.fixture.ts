import { EVENT_VERSIONS, type EventData, type EventKind, type TimelineEvent } from "./events";

// One event of every kind, for tests of folds and words that must leave none out.

const limits = {
  windowMs: 180_000,
  p95MaxMs: 180,
  goroutinesMax: null,
  allocationMaxBytesPerS: null,
  newPanicsMax: 0,
  errorRatioMax: null,
  minSamples: 20,
};
const mitigationId = "m1";
const other = { incidentId: "i2", number: 127, title: "payment-service errors" };
const firing = {
  episodeId: "e1",
  fingerprint: "f1",
  alertname: "OrderLatencyP95High",
  service: "order",
  severity: "SEV-2",
  status: "firing",
  startsAt: "2026-05-12T14:02:49Z",
  endsAt: null,
  summary: "p95 above 300 ms",
} as const;
const moved = {
  moved: 1,
  firing: 1,
  earliestStartsAt: firing.startsAt,
  severity: "SEV-2",
  services: ["payment"],
  episodes: [firing],
} as const;

/** One payload of each kind. */
export const EVENT_DATA: EventData = {
  opened: {
    title: "order-service p95 latency",
    service: "order",
    team: "checkout",
    environment: "production",
    severity: "SEV-2",
    severityReason: "critical",
    groupingReason: "new",
    recurrenceOf: null,
    origin: "alert",
    detectedAt: "2026-05-12T14:02:49Z",
  },
  alerts_changed: {
    deliveryId: "d1",
    fired: 1,
    resolved: 0,
    firingNow: 1,
    earliestStartsAt: "2026-05-12T14:02:49Z",
    latestEndsAt: null,
    episodes: [firing],
    truncatedAlerts: 0,
    services: ["order"],
  },
  severity_changed: { from: "SEV-3", to: "SEV-2", reason: "more services" },
  acknowledged: {},
  duty_assigned: {
    duty: "commander",
    person: { id: "p1", name: "Li Wei" },
    from: { id: "p2", name: "Ana Diaz" },
    note: "Plan is ready.",
  },
  note_added: { text: "Slow, not down." },
  note_edited: { ofSeq: 6, text: "Slow, **not** down." },
  pin_changed: { ofSeq: 6, isPinned: true },
  task_added: { taskId: "t1", title: "Tell the call centre", assignee: { id: "p2", name: "Ana Diaz" } },
  task_assigned: { taskId: "t1", title: "Tell the call centre", assignee: null },
  task_finished: { taskId: "t1", title: "Tell the call centre", isDone: true },
  alerts_acknowledged: { acknowledged: 2, episodes: [firing], note: "Same cause." },
  alerts_ended: { ended: 1, firingNow: 0, episodes: [firing], reason: "Alertmanager was replaced." },
  merged_into: { into: other, reason: "Same release.", moved: 3 },
  merged_from: { from: other, reason: "Same release.", ...moved },
  split_into: { into: other, reason: "Another cause.", firingNow: 1, servicesLeft: ["order"], ...moved },
  split_from: { from: other, reason: "Another cause.", ...moved },
  incident_linked: { to: other, relation: "caused_by", reason: "Payment waits for order." },
  incident_unlinked: { to: other, relation: "caused_by", reason: "It was not." },
  status_update: { conditions: "Slow checkout", actions: "Rolling back", needs: "" },
  change_seen: {
    changeId: "c1",
    kind: "deploy",
    service: "order",
    version: "r7",
    commit: "3f1c2ab9",
    summary: "chen.bo",
  },
  breaker_changed: { caller: "order", callee: "payment", from: "closed", to: "open", podsOpen: 2, pods: 6 },
  diagnosed: {
    diagnosisId: "g1",
    durationMs: 900,
    hypotheses: [
      {
        id: "h1",
        rank: 1,
        cause: { service: "order", trigger: "release", mechanism: "latency" },
        version: "r7",
        confidence: 0.81,
        mitigation: "rollback",
      },
    ],
    classes: ["sli_deviation"],
    onsetAt: "2026-05-12T14:02:22Z",
    isInsufficient: false,
    gaps: [],
  },
  hypothesis_judged: { hypothesisId: "h1", title: "Bad release, order r7", verdict: "accepted" },
  impact_entered: { at: "2026-05-12T14:02:22Z" },
  mitigation_planned: {
    mitigationId,
    kind: "rollback",
    workload: "shop/order",
    fromRevision: 7,
    toRevision: 6,
    fromVersion: "r7",
    toVersion: "r6",
    digest: "5e0b91fd",
    guards: [
      { id: "role", state: "pass" },
      { id: "dry_run", state: "unknown" },
    ],
    expiresAt: "2026-05-12T14:16:40Z",
  },
  mitigation_refused: { mitigationId, reason: "moved", moved: ["spec.template"] },
  mitigation_approved: { mitigationId, digest: "5e0b91fd", waivers: [] },
  mitigation_applying: { mitigationId, attempt: 1 },
  mitigation_patched: { mitigationId, resourceVersion: "48213377", revision: 8 },
  mitigation_applied: { mitigationId, revision: 8, version: "r6" },
  mitigation_failed: { mitigationId, reason: "rejected" },
  mitigation_unknown: { mitigationId, reason: "timeout" },
  mitigation_settled: { mitigationId, outcome: "not_applied", reason: "The old pods run." },
  verification_started: { mitigationId, limits, deadlineAt: "2026-05-12T14:20:00Z" },
  verification_restarted: { mitigationId, metric: "p95_ms", value: 212, limit: 180 },
  recovery_checked: {
    mitigationId,
    verdict: "recovered",
    reason: "held",
    windowStartAt: "2026-05-12T14:09:00Z",
    windowEndAt: "2026-05-12T14:12:00Z",
    effects: [{ metric: "p95_ms", before: 621, after: 145, nBefore: 4000, nAfter: 4100 }],
  },
  resolved: { how: "mitigation", reason: "verified" },
  closed: { reason: "signed off" },
  snapshot_sealed: { snapshotId: "s1", sha256: "9f3cb21a".repeat(8), bytes: 41_000_000 },
  time_corrected: { ofSeq: 1, at: "2026-05-12T14:02:00Z", reason: "clock skew" },
};
export const EVENT_KINDS = Object.keys(EVENT_VERSIONS).filter((kind): kind is EventKind =>
  Object.hasOwn(EVENT_DATA, kind),
);

/** An event by Li Wei, recorded when it happened. */
export function eventOf<K extends EventKind>(
  kind: K,
  seq: number,
  at = "2026-05-12T14:03:00Z",
  data: EventData[K] = EVENT_DATA[kind],
): TimelineEvent {
  const actor = { kind: "person", id: "p1", name: "Li Wei" } as const;
  // Kind and payload come from one table; TypeScript cannot correlate the two.
  return {
    id: `${seq}`,
    incidentId: "i1",
    seq,
    kind,
    at: new Date(at),
    recordedAt: new Date(at),
    actor,
    data,
  } as TimelineEvent;
}
