import { ALERTMANAGER, FIREBREAK, KUBERNETES } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import type { RecoveryLimits } from "@/lib/domain/mitigation";
import type { Severity } from "@/lib/domain/severity";
import type { Random } from "./random";
import { actorOfPerson, type Kind, type Person } from "./story";

const S = 1_000;

/** Steps of one incident in ms after the first alert; null: it did not come to that. */
export type Steps = {
  readonly onset: number | null;
  readonly diagnosed: number | null;
  readonly acknowledged: number | null;
  readonly planned: number | null;
  readonly approved: number | null;
  readonly applied: number | null;
  readonly restarts: readonly number[];
  readonly checked: number | null;
  readonly verdict: "recovered" | "not_recovered" | "inconclusive";
  readonly resolved: number | null;
  readonly closed: number | null;
};

export type Life = {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly detectedAt: Date;
  readonly commander: Person;
  readonly approver: Person;
  readonly steps: Steps;
  readonly confidence: number;
  readonly recurrenceOf: string | null;
  readonly mitigationId: string;
};

export const LIMITS: RecoveryLimits = {
  windowMs: 180_000,
  p95MaxMs: 180,
  errorRatioMax: 0.01,
  goroutinesMax: 1_480,
  allocationMaxBytesPerS: null,
  newPanicsMax: 0,
  minSamples: 20,
};

export const VERSIONS = { from: "r7", to: "r6", fromRevision: 7, toRevision: 6 } as const;

/** The events of one life in the order in which they happened: the store numbers them. */
export function eventsOf(life: Life, random: Random): readonly [NewEvent, ...NewEvent[]] {
  const { kind, steps, severity, commander } = life;
  const at = (ms: number) => new Date(life.detectedAt.getTime() + ms);
  const iso = (ms: number) => at(ms).toISOString();
  const person = actorOfPerson(commander);
  const approver = actorOfPerson(life.approver);
  const { mitigationId } = life;
  const opened: NewEvent = {
    kind: "opened",
    at: at(400),
    actor: ALERTMANAGER,
    data: {
      title: kind.title,
      service: kind.service,
      team: kind.team,
      environment: "production",
      severity,
      severityReason: "alert",
      groupingReason: "new",
      recurrenceOf: life.recurrenceOf,
      origin: "alert",
      detectedAt: iso(0),
    },
  };
  const events: (readonly [number, NewEvent])[] = [];
  const add = (ms: number | null, event: (ms: number) => NewEvent) => {
    if (ms !== null) events.push([ms, event(ms)]);
  };
  add(500, (ms) => alertsChanged(life, random, { at: at(ms), fired: 2, resolved: 0 }));
  if (kind.isRollback && steps.onset !== null) {
    add(steps.onset - 22 * S, (ms) => ({
      kind: "change_seen",
      at: at(ms),
      actor: KUBERNETES,
      data: {
        changeId: random.uuid(at(ms)),
        kind: "deploy",
        service: kind.service,
        version: VERSIONS.from,
        commit: "3f1c2ab",
        summary: `${kind.service} ${VERSIONS.to} → ${VERSIONS.from}`,
      },
    }));
  }
  add(steps.diagnosed, (ms) => diagnosed(life, random, at(ms), steps.onset === null ? null : iso(steps.onset)));
  add(steps.acknowledged, (ms) => ({ kind: "acknowledged", at: at(ms), actor: person, data: {} }));
  add(steps.acknowledged === null ? null : steps.acknowledged + S, (ms) => ({
    kind: "duty_assigned",
    at: at(ms),
    actor: person,
    data: { duty: "commander", person: { id: commander.id, name: commander.name } },
  }));
  add(steps.planned, (ms) => ({
    kind: "mitigation_planned",
    at: at(ms),
    actor: person,
    data: {
      mitigationId,
      kind: "rollback",
      workload: `shop/${kind.service}`,
      fromRevision: VERSIONS.fromRevision,
      toRevision: VERSIONS.toRevision,
      fromVersion: VERSIONS.from,
      toVersion: VERSIONS.to,
      digest: "7c2e".padEnd(64, "0"),
      guards: [{ id: "dry_run", state: "pass" }],
      expiresAt: iso(ms + 600 * S),
    },
  }));
  add(steps.approved, (ms) => ({
    kind: "mitigation_approved",
    at: at(ms),
    actor: approver,
    data: { mitigationId, digest: "7c2e".padEnd(64, "0"), waivers: [] },
  }));
  add(steps.approved === null ? null : steps.approved + 2 * S, (ms) => ({
    kind: "mitigation_patched",
    at: at(ms),
    actor: FIREBREAK,
    data: { mitigationId, resourceVersion: "81234", revision: 8 },
  }));
  add(steps.applied, (ms) => ({
    kind: "mitigation_applied",
    at: at(ms),
    actor: KUBERNETES,
    data: { mitigationId, revision: 8, version: VERSIONS.to },
  }));
  const owner = steps.applied === null ? null : mitigationId;
  const watchFrom = steps.applied ?? (steps.checked === null ? null : steps.checked - LIMITS.windowMs);
  add(watchFrom === null ? null : watchFrom + S, (ms) => ({
    kind: "verification_started",
    at: at(ms),
    actor: FIREBREAK,
    data: { mitigationId: owner, limits: LIMITS, deadlineAt: iso(ms + 3 * LIMITS.windowMs) },
  }));
  for (const restart of steps.restarts) {
    add(restart, (ms) => ({
      kind: "verification_restarted",
      at: at(ms),
      actor: FIREBREAK,
      data: { mitigationId: owner, metric: "p95_ms", value: 192, limit: LIMITS.p95MaxMs },
    }));
  }
  add(steps.checked, (ms) => ({
    kind: "recovery_checked",
    at: at(ms),
    actor: FIREBREAK,
    data: {
      mitigationId: owner,
      verdict: steps.verdict,
      reason: steps.verdict === "recovered" ? "all limits held" : "p95 stayed above its limit",
      windowStartAt: steps.verdict === "recovered" ? iso(ms - LIMITS.windowMs) : null,
      windowEndAt: iso(ms),
      effects: [
        { metric: "p95_ms", before: 618, after: 143, nBefore: 4_110, nAfter: 71_200 },
        { metric: "error_ratio", before: 0.051, after: 0.002, nBefore: 4_110, nAfter: 71_200 },
      ],
    },
  }));
  add(steps.resolved, (ms) => alertsChanged(life, random, { at: at(ms - S), fired: 0, resolved: 2 }));
  add(steps.resolved, (ms) => ({
    kind: "resolved",
    at: at(ms),
    actor: steps.checked === null ? person : FIREBREAK,
    data: {
      how: steps.checked === null ? "person" : owner === null ? "by_itself" : "mitigation",
      reason: steps.checked === null ? "traffic is back to normal" : "recovery verified",
    },
  }));
  add(steps.closed, (ms) => ({ kind: "closed", at: at(ms), actor: approver, data: { reason: "post-mortem closed" } }));
  return [opened, ...events.sort(([a], [b]) => a - b).map(([, event]) => event)];
}

function alertsChanged(
  { kind, severity, detectedAt }: Life,
  random: Random,
  change: { readonly at: Date; readonly fired: number; readonly resolved: number },
): NewEvent {
  const isFiring = change.fired > 0;
  return {
    kind: "alerts_changed",
    at: change.at,
    actor: ALERTMANAGER,
    data: {
      deliveryId: random.uuid(change.at),
      fired: change.fired,
      resolved: change.resolved,
      firingNow: change.fired,
      earliestStartsAt: detectedAt.toISOString(),
      latestEndsAt: isFiring ? null : change.at.toISOString(),
      episodes: [
        {
          episodeId: random.uuid(detectedAt),
          fingerprint: "97afbb5c8c8265e5",
          alertname: kind.alertname,
          service: kind.service,
          severity,
          status: isFiring ? "firing" : "resolved",
          startsAt: detectedAt.toISOString(),
          endsAt: isFiring ? null : change.at.toISOString(),
          summary: kind.title,
        },
      ],
      truncatedAlerts: 0,
      services: [kind.service],
    },
  };
}

function diagnosed({ kind, confidence }: Life, random: Random, at: Date, onsetAt: string | null): NewEvent {
  return {
    kind: "diagnosed",
    at,
    actor: FIREBREAK,
    data: {
      diagnosisId: random.uuid(at),
      durationMs: 840,
      hypotheses: [
        {
          id: random.uuid(at),
          rank: 1,
          cause: { service: kind.service, trigger: kind.trigger, mechanism: kind.mechanism },
          version: kind.isRollback ? VERSIONS.from : null,
          confidence,
          mitigation: kind.isRollback ? "rollback" : "none",
        },
      ],
      classes: ["sli_deviation"],
      onsetAt,
      isInsufficient: confidence < 0.4,
      gaps: [],
    },
  };
}
