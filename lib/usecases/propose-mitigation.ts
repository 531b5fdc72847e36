import { createHash } from "node:crypto";
import type { PlanMitigationInput } from "@/lib/contracts/commands";
import { actorOf, type Caller } from "@/lib/domain/actor";
import { type BaselineWindow, baselineGridOf, baselineWindowOf, type TroubleTimes } from "@/lib/domain/baseline";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Guard } from "@/lib/domain/guard";
import { guardsOf } from "@/lib/domain/guards";
import { ACTIVE_MITIGATION_STATUSES, type MitigationPreview, type RollbackPlan } from "@/lib/domain/mitigation";
import { may } from "@/lib/domain/permissions";
import { recoveryLimitsOf } from "@/lib/domain/recovery-limits";
import { planRollback } from "@/lib/domain/rollback";
import {
  confirmTextOf,
  otherActiveMitigation,
  serviceToRollBack,
  workloadKeyOf,
  workloadToRollBack,
} from "@/lib/domain/rollback-target";
import { redactedTemplate } from "@/lib/domain/secret-values";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import type { Measured } from "@/lib/domain/upstream";
import type { Workload } from "@/lib/domain/workload";
import { AppError } from "@/lib/errors";
import type { Deps, StoredEvidence } from "@/lib/ports";

const CLUSTER_TIMEOUT_MS = 5_000;
const METRICS_TIMEOUT_MS = 3_000;
const CHANGES_BACK_MS = 30 * 24 * 3_600_000;

export type Proposal =
  | { readonly ok: true; readonly preview: MitigationPreview }
  | { readonly ok: false; readonly guards: readonly Guard[] };

export type ProposeDeps = Pick<Deps, "clock" | "ids" | "store" | "cluster" | "metrics" | "settings" | "catalogue">;

/**
 * Plans a rollback from live state and keeps the plan with its guards, its evidence and what will be watched. A plan is made
 * whenever there is something to put back, failing guards included; without one the guards say why. Changes nothing in the cluster.
 * Throws forbidden, not_found.
 */
export async function proposeMitigation(
  deps: ProposeDeps,
  { caller, incidentId, input }: { caller: Caller; incidentId: string; input: PlanMitigationInput },
): Promise<Proposal> {
  if (!may(caller, "plan_mitigation")) throw new AppError("forbidden", "Planning a mitigation needs a responder.");
  const { clock, ids, store, cluster, settings, catalogue } = deps;
  const row = await store.incident(incidentId);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const { incident } = row;
  const [diagnosis, mitigations] = await Promise.all([store.diagnosis(incident.id), store.mitigations(incident.id)]);
  const service = catalogue.service(serviceToRollBack(input.target, incident, diagnosis));
  const planId = ids.next();
  const now = clock.now();
  const [{ place, workload }, changes] = await Promise.all([
    findWorkload(deps, service, input.target),
    store.changes({ from: new Date(now.getTime() - CHANGES_BACK_MS), to: now, service: service.name }),
  ]);
  const found = workload.ok ? workload.value : null;
  const planning =
    found === null || incident.status === "resolved"
      ? null
      : planRollback({ workload: found, service: service.name, revision: input.target.revision ?? null, changes });
  const plan = planning?.ok ? planning.plan : null;
  const times = {
    onsetAt: incident.impactStartAt,
    changesAt: changes.map(({ at }) => at),
    firstAlertAt: incident.detectedAt,
  };
  const [dryRun, baseline] = await Promise.all([
    plan === null ? null : cluster.dryRun(plan, planId, { timeoutMs: CLUSTER_TIMEOUT_MS }),
    plan === null ? null : baselineOf(deps, service, times),
  ]);
  const holder = place === null ? null : await store.mitigationOn(workloadKeyOf(place));
  const others = holder === null ? mitigations : [...mitigations, holder];
  const guards = guardsOf({
    checkedAt: clock.now(),
    approver: {
      mayApprove: may(caller, "approve_mitigation"),
      role: caller.kind === "person" ? caller.role : "token",
    },
    incident,
    workload,
    planning,
    dryRun,
    otherMitigation:
      place === null ? null : otherActiveMitigation(others, { id: planId, ...place }, ACTIVE_MITIGATION_STATUSES),
    diagnosis,
    service: service.name,
    changes,
  });
  if (plan === null || found === null) return { ok: false, guards };

  const preview: MitigationPreview = {
    planId,
    incidentId: incident.id,
    kind: "rollback",
    service: service.name,
    namespace: plan.workload.namespace,
    workload: plan.workload.name,
    from: plan.from,
    to: plan.to,
    digest: sha256(plan.digestInput),
    guards,
    diff: plan.diff,
    notComingBack: plan.notComingBack,
    watch: recoveryLimitsOf({ service, windowMs: settings.recoveryWindowMs(service.name), baseline }),
    confirmText: confirmTextOf(incident.environment, service.name, plan.to),
    plannedAt: now,
    expiresAt: new Date(now.getTime() + settings.planTtlMs()),
  };
  await keep(deps, { caller, preview, evidence: evidenceOf({ id: ids.next(), preview, plan, workload, found }) });
  return { ok: true, preview };
}

async function findWorkload(
  { cluster }: Pick<Deps, "cluster">,
  service: Service,
  wanted: PlanMitigationInput["target"],
): Promise<{ place: { namespace: string; name: string } | null; workload: Measured<Workload | null> }> {
  const options = { timeoutMs: CLUSTER_TIMEOUT_MS };
  let place = workloadToRollBack(wanted, service, []);
  const isCertain = service.workload !== null || (wanted.workload !== undefined && wanted.namespace !== undefined);
  if (!isCertain) {
    const discovered = await cluster.workloads(options);
    if (!discovered.ok) return { place, workload: discovered };
    place = workloadToRollBack(wanted, service, discovered.value);
    if (place === null) return { place, workload: { ...discovered, value: null } };
  }
  if (place === null) throw new AppError("internal", "A certain workload has a place.");
  return { place, workload: await cluster.workload(place.namespace, place.name, options) };
}

/** The service over its healthy window before the trouble; null when there is none or Prometheus does not answer. */
async function baselineOf({ metrics }: Pick<Deps, "metrics">, service: Service, times: TroubleTimes) {
  const options = { timeoutMs: METRICS_TIMEOUT_MS };
  const signals = await metrics.signals(service, baselineGridOf(times), options);
  const window: BaselineWindow | null = signals.ok
    ? baselineWindowOf({ ...times, signals: signals.value, objectiveMs: latencyObjectiveMs(service) })
    : null;
  if (window === null) return null;
  const summaries = await metrics.windows([service], new Date(window.fromMs), new Date(window.toMs), options);
  return summaries.ok ? (summaries.value.find((summary) => summary.service === service.name) ?? null) : null;
}

/** The object as it was read, without secrets: what the plan was made from, and what approval names when it has moved. */
function evidenceOf(input: {
  id: string;
  preview: MitigationPreview;
  plan: RollbackPlan;
  workload: Measured<Workload | null>;
  found: Workload;
}): StoredEvidence {
  const { id, preview, plan, workload, found } = input;
  const { "kubectl.kubernetes.io/last-applied-configuration": _applied, ...annotations } = found.annotations;
  const data = {
    mitigationId: preview.planId,
    digestInput: plan.digestInput,
    workload: {
      ...found,
      annotations,
      template: redactedTemplate(found.template),
      revisions: found.revisions.map((revision) => ({ ...revision, template: redactedTemplate(revision.template) })),
    },
  };
  const json: unknown = JSON.parse(canonicalJson(data));
  return {
    id,
    incidentId: preview.incidentId,
    source: "kubernetes",
    query: workload.query,
    at: workload.at,
    n: null,
    data: json,
    sha256: sha256(canonicalJson(json)),
  };
}

async function keep(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { caller, preview, evidence }: { caller: Caller; preview: MitigationPreview; evidence: StoredEvidence },
): Promise<void> {
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    const locked = await tx.lockIncident(preview.incidentId);
    if (locked === null) throw new AppError("not_found", "No such incident.");
    await tx.saveEvidence([evidence]);
    await tx.saveMitigation({
      id: preview.planId,
      incidentId: preview.incidentId,
      status: "planned",
      preview,
      plannedBy: actor,
      approvedBy: null,
      approvedAt: null,
      waivers: [],
      attempt: 0,
      leaseUntil: null,
    });
    await tx.append(preview.incidentId, [
      {
        kind: "mitigation_planned",
        at: clock.now(),
        actor,
        data: {
          mitigationId: preview.planId,
          kind: "rollback",
          workload: `${preview.namespace}/${preview.workload}`,
          fromRevision: preview.from.revision,
          toRevision: preview.to.revision,
          fromVersion: preview.from.version,
          toVersion: preview.to.version,
          digest: preview.digest,
          guards: preview.guards.map(({ id, state }) => ({ id, state })),
          expiresAt: preview.expiresAt.toISOString(),
        },
      },
    ]);
    await tx.audit({
      actor,
      action: "mitigation.plan",
      subject: preview.planId,
      data: { incidentId: preview.incidentId, digest: preview.digest },
    });
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
