import { createHash } from "node:crypto";
import { FIREBREAK } from "@/lib/domain/actor";
import { baselineGridOf, baselineWindowOf } from "@/lib/domain/baseline";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { beforeSpan, type Span } from "@/lib/domain/effect-windows";
import type { NewEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import type { WindowSummary } from "@/lib/domain/measurement";
import { recoveryCheckedEvent } from "@/lib/domain/recovery-conclusion";
import { recoveryLimitsOf } from "@/lib/domain/recovery-limits";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import {
  DEADLINE_WINDOWS,
  deadlineOf,
  nextLookAt,
  observe,
  resultOf,
  settles,
  spansAt,
  startVerification,
  type Verification,
  type VerificationResult,
} from "@/lib/domain/verification";
import type { Deps, StoredEvidence, Transaction } from "@/lib/ports";

const METRICS_TIMEOUT_MS = 5_000;
/** Looks per run: after a crash the missed ones are made up for in several runs, so that a slot is never held for long. */
const LOOKS_PER_RUN = 40;
const RETRY_MS = 2_000;
/** How long a passed window waits for its alerts to clear by themselves. */
const CLEAR_WITHIN_MS = 5 * 60_000;

export const VERIFY_FAIL_POINTS = [
  "look:measured",
  "record:in-transaction",
  "record:committed",
  "resolve:in-transaction",
] as const;
export type VerifyFailPoint = (typeof VERIFY_FAIL_POINTS)[number];

export type VerifyDeps = Pick<Deps, "clock" | "ids" | "store" | "metrics" | "settings" | "catalogue"> & {
  /** Verifications in progress, by key. A cache: what is missing is rebuilt from the metrics' history. */
  readonly memory: Map<string, Verification>;
  readonly failPoint?: (name: VerifyFailPoint) => Promise<void> | void;
};

/**
 * One step of proving a recovery; wakes itself for the next. Watches the window after a mitigation or after the alerts cleared by
 * themselves, restarts it at every breach, and ends in a verdict. Only a window that was held resolves the incident, and only once
 * its alerts have cleared. Several workers may run this at once: what is on record decides.
 */
export async function verifyRecovery(deps: VerifyDeps, { incidentId }: { incidentId: string }): Promise<void> {
  const row = await deps.store.incident(incidentId);
  if (row === null || row.incident.status === "resolved") return;
  const { incident } = row;
  if (incident.verification !== null) {
    await look(deps, incident, incident.verification);
    return;
  }
  const now = deps.clock.now();
  const { verdict } = incident;
  if (verdict?.verdict === "recovered" && now.getTime() - verdict.at.getTime() <= CLEAR_WITHIN_MS) {
    await resolveWhenClear(deps, incident);
    return;
  }
  const clearedAt = incident.alertsClearedAt;
  const isJudged = verdict !== null && clearedAt !== null && verdict.at >= clearedAt;
  if (incident.status === "open" && incident.firingCount === 0 && clearedAt !== null && !isJudged) {
    await startByItself(deps, incident, clearedAt);
  }
}

type Active = NonNullable<Incident["verification"]>;

async function look(deps: VerifyDeps, incident: Incident, active: Active): Promise<void> {
  const { memory, clock } = deps;
  const key = `${incident.id}/${active.deadlineAt.toISOString()}`;
  const startedAt = new Date(active.deadlineAt.getTime() - DEADLINE_WINDOWS * active.limits.windowMs);
  const service = deps.catalogue.service(await serviceOf(deps, incident, active.mitigationId));
  let verification = memory.get(key) ?? startVerification(startedAt, active.limits);
  let result: VerificationResult | null = null;
  let retryAt: number | null = null;
  if (active.mitigationId === null && incident.firingCount > 0) result = firedAgain();
  for (let looks = 0; result === null && looks < LOOKS_PER_RUN; looks += 1) {
    const atMs = nextLookAt(verification);
    if (atMs > clock.now().getTime()) break;
    const summary = await measure(deps, service, verification, atMs);
    if (summary === "unreadable") {
      if (clock.now() >= deadlineOf(verification)) result = notMeasured();
      else retryAt = clock.now().getTime() + RETRY_MS;
      break;
    }
    verification = observe(verification, atMs, summary);
    await deps.failPoint?.("look:measured");
    result = resultOf(verification, atMs);
  }
  if (result === null) memory.set(key, verification);
  else memory.delete(key);
  const conclusion =
    result === null ? null : await concluded(deps, { incident, service, active, verification, result });
  await record(deps, { incident, active, verification, conclusion, runAtMs: retryAt ?? nextLookAt(verification) });
}

function firedAgain(): VerificationResult {
  return {
    verdict: "not_recovered",
    reason: "An alert fires again.",
    why: { key: "fired_again", params: {} },
    windowStartAt: null,
    windowEndAt: null,
  };
}

function notMeasured(): VerificationResult {
  const reason = "Prometheus gave no figures.";
  const why = { key: "not_measured", params: {} };
  return { verdict: "inconclusive", reason, why, windowStartAt: null, windowEndAt: null };
}

/** A mitigation may have been made on another service than the incident's own. */
async function serviceOf({ store }: VerifyDeps, incident: Incident, mitigationId: string | null): Promise<string> {
  const mitigation = mitigationId === null ? null : await store.mitigation(mitigationId);
  return mitigation?.preview.service ?? incident.service;
}

/** The narrowest interval that holds requests enough; null when the service had no series in any. */
async function measure(
  { metrics }: Pick<Deps, "metrics">,
  service: Service,
  verification: Verification,
  atMs: number,
): Promise<WindowSummary | null | "unreadable"> {
  let summary: WindowSummary | null = null;
  for (const { fromMs, toMs } of spansAt(verification, atMs)) {
    const read = await metrics.windows([service], new Date(fromMs), new Date(toMs), { timeoutMs: METRICS_TIMEOUT_MS });
    if (!read.ok && read.reason !== "no_data") return "unreadable";
    summary = read.ok ? (read.value.find((row) => row.service === service.name) ?? null) : null;
    if (summary !== null && settles(verification, summary)) break;
  }
  return summary;
}

type Conclusion = { readonly result: VerificationResult; readonly event: NewEvent; readonly evidence: StoredEvidence };

async function concluded(
  deps: VerifyDeps,
  input: {
    incident: Incident;
    service: Service;
    active: Active;
    verification: Verification;
    result: VerificationResult;
  },
): Promise<Conclusion> {
  const { incident, service, active, verification, result } = input;
  const at = deps.clock.now();
  const isMitigation = active.mitigationId !== null;
  const until = (isMitigation ? incident.approvedAt : incident.alertsClearedAt) ?? at;
  const after = { from: result.windowStartAt ?? new Date(verification.sinceMs), to: result.windowEndAt ?? at };
  const summaryOf = (span: Span | null) => (span === null ? null : summaryOver(deps, service, span));
  const [before, measured, during] = await Promise.all([
    summaryOf(beforeSpan(incident, until)),
    summaryOf(after.from < after.to ? after : null),
    summaryOf(
      isMitigation &&
        incident.approvedAt !== null &&
        incident.appliedAt !== null &&
        incident.approvedAt < incident.appliedAt
        ? { from: incident.approvedAt, to: incident.appliedAt }
        : null,
    ),
  ]);
  const { mitigationId, limits } = active;
  const summaries = { before, after: measured, duringRollback: during };
  const event = recoveryCheckedEvent({ at, mitigationId, limits, result, summaries });
  const data: unknown = JSON.parse(
    canonicalJson({ mitigationId, limits, restarts: verification.restarts, ...summaries }),
  );
  const evidence: StoredEvidence = {
    id: deps.ids.next(),
    incidentId: incident.id,
    source: "prometheus",
    query: `windows of ${service.name}: before, after and during the mitigation`,
    at,
    n: measured?.n ?? null,
    data,
    sha256: createHash("sha256").update(canonicalJson(data)).digest("hex"),
  };
  return { result, event, evidence };
}

async function summaryOver(
  { metrics }: VerifyDeps,
  service: Service,
  { from, to }: Span,
): Promise<WindowSummary | null> {
  const read = await metrics.windows([service], from, to, { timeoutMs: METRICS_TIMEOUT_MS });
  return read.ok ? (read.value.find((row) => row.service === service.name) ?? null) : null;
}

async function record(
  deps: VerifyDeps,
  input: {
    incident: Incident;
    active: Active;
    verification: Verification;
    conclusion: Conclusion | null;
    runAtMs: number;
  },
): Promise<void> {
  const { incident, active, verification, conclusion } = input;
  await deps.store.transaction(async (tx) => {
    const locked = await tx.lockIncident(incident.id);
    const current = locked?.incident.verification ?? null;
    if (locked === null || current === null || current.deadlineAt.getTime() !== active.deadlineAt.getTime()) return;
    const restarts = verification.restarts.slice(current.restarts).map(
      ({ atMs, metric, value, limit }): NewEvent => ({
        kind: "verification_restarted",
        at: new Date(atMs),
        actor: FIREBREAK,
        data: { mitigationId: active.mitigationId, metric, value, limit },
      }),
    );
    if (conclusion === null) {
      if (restarts.length > 0) await tx.append(incident.id, restarts);
      await wake(tx, incident.id, new Date(input.runAtMs));
    } else {
      await tx.saveEvidence([conclusion.evidence]);
      const isRecovered = conclusion.result.verdict === "recovered";
      const isClear = locked.incident.firingCount === 0;
      const resolved = isRecovered && isClear ? [resolvedEvent(deps, active.mitigationId)] : [];
      await tx.append(incident.id, [...restarts, conclusion.event, ...resolved]);
      await settleMitigation(tx, active.mitigationId, conclusion.result.verdict);
      if (isRecovered && !isClear) await wake(tx, incident.id, later(deps, RETRY_MS));
    }
    await deps.failPoint?.("record:in-transaction");
  });
  await deps.failPoint?.("record:committed");
}

async function settleMitigation(
  tx: Transaction,
  id: string | null,
  verdict: VerificationResult["verdict"],
): Promise<void> {
  if (id === null) return;
  const row = await tx.lockMitigation(id);
  if (row === null) return;
  await tx.saveMitigation({ ...row, status: verdict, leaseUntil: null });
  await tx.claimWorkload(id, null);
}

function resolvedEvent({ clock }: VerifyDeps, mitigationId: string | null): NewEvent {
  const how = mitigationId === null ? "by_itself" : "mitigation";
  const reason = mitigationId === null ? "Ended by itself, recovery verified." : "Rolled back, recovery verified.";
  const why = { key: mitigationId === null ? "ended_by_itself" : "rolled_back", params: {} };
  return { kind: "resolved", at: clock.now(), actor: FIREBREAK, data: { how, reason, why } };
}

async function resolveWhenClear(deps: VerifyDeps, incident: Incident): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const locked = await tx.lockIncident(incident.id);
    const verdict = locked?.incident.verdict ?? null;
    if (locked === null || locked.incident.status !== "open" || verdict?.verdict !== "recovered") return;
    if (locked.incident.firingCount > 0) {
      await wake(tx, incident.id, later(deps, RETRY_MS));
      return;
    }
    await tx.append(incident.id, [resolvedEvent(deps, verdict.mitigationId)]);
    await deps.failPoint?.("resolve:in-transaction");
  });
}

async function startByItself(deps: VerifyDeps, incident: Incident, clearedAt: Date): Promise<void> {
  const service = deps.catalogue.service(incident.service);
  const windowMs = deps.settings.recoveryWindowMs(service.name);
  const limits = recoveryLimitsOf({ service, windowMs, baseline: await baselineOf(deps, service, incident) });
  await deps.store.transaction(async (tx) => {
    const locked = await tx.lockIncident(incident.id);
    if (locked === null || locked.incident.lastSeq !== incident.lastSeq) {
      // Something happened meanwhile: look again from the start.
      if (locked !== null) await wake(tx, incident.id, later(deps, RETRY_MS));
      return;
    }
    const deadlineAt = new Date(clearedAt.getTime() + DEADLINE_WINDOWS * windowMs).toISOString();
    const data = { mitigationId: null, limits, deadlineAt };
    await tx.append(incident.id, [{ kind: "verification_started", at: clearedAt, actor: FIREBREAK, data }]);
    await wake(tx, incident.id, later(deps, RETRY_MS));
  });
}

async function baselineOf(deps: VerifyDeps, service: Service, incident: Incident): Promise<WindowSummary | null> {
  const times = { onsetAt: incident.impactStartAt, changesAt: [], firstAlertAt: incident.detectedAt };
  const signals = await deps.metrics.signals(service, baselineGridOf(times), { timeoutMs: METRICS_TIMEOUT_MS });
  if (!signals.ok) return null;
  const window = baselineWindowOf({ ...times, signals: signals.value, objectiveMs: latencyObjectiveMs(service) });
  if (window === null) return null;
  return summaryOver(deps, service, { from: new Date(window.fromMs), to: new Date(window.toMs) });
}

function later({ clock }: VerifyDeps, durationMs: number): Date {
  return new Date(clock.now().getTime() + durationMs);
}

async function wake(tx: Transaction, incidentId: string, runAt: Date): Promise<void> {
  await tx.addJob({ name: "verify-recovery", payload: { incidentId }, key: `verify-recovery:${incidentId}`, runAt });
}
