import type { Diagnosis } from "./cause";
import type { Change } from "./change";
import type { Guard, GuardId, GuardState } from "./guard";
import type { RollbackTarget } from "./mitigation";
import type { RollbackPlanning } from "./rollback";
import { isRolloutUnderWay } from "./rollout";
import type { Measured } from "./upstream";
import type { Workload } from "./workload";

export type GuardInput = {
  readonly checkedAt: Date;
  /** May whoever asks approve this plan, and as what (role name or "token"). */
  readonly approver: { readonly mayApprove: boolean; readonly role: string };
  readonly incident: { readonly status: string };
  readonly workload: Measured<Workload | null>;
  /** null when there was no workload to plan on. */
  readonly planning: RollbackPlanning | null;
  readonly dryRun: Measured<{ readonly isAccepted: boolean; readonly message: string }> | null;
  /** Another mitigation that holds the workload. `unknown` ones are settled by a new approval. */
  readonly otherMitigation: { readonly id: string; readonly status: string } | null;
  readonly diagnosis: Diagnosis | null;
  readonly service: string;
  /** Changes on record for the service, any order. */
  readonly changes: readonly Change[];
};

type Verdict = { readonly state: GuardState; readonly params?: Guard["params"] };

/**
 * Every guard of a rollback, in the order in which they are shown. Each state comes with its evidence; what could not be read is
 * "unknown", which is not a pass. Only `traceable_image` may be waived: the others say that the act itself would be wrong.
 */
export function guardsOf(input: GuardInput): readonly Guard[] {
  const workload = input.workload.ok ? input.workload.value : null;
  const plan = input.planning?.ok ? input.planning.plan : null;
  const of = (id: GuardId, { state, params = {} }: Verdict): Guard => ({
    id,
    state,
    params,
    checkedAt: input.checkedAt,
    isWaivable: id === "traceable_image",
  });
  const onWorkload = (judge: (workload: Workload) => Verdict): Verdict =>
    workload === null ? { state: "unknown", params: { reason: gapOf(input) } } : judge(workload);
  return [
    of("role", { state: input.approver.mayApprove ? "pass" : "fail", params: { role: input.approver.role } }),
    of("incident_open", {
      state: input.incident.status === "resolved" ? "fail" : "pass",
      params: { status: input.incident.status },
    }),
    of("revision_exists", revisionExists(input, workload)),
    of("revision_differs", revisionDiffers(input)),
    of(
      "not_paused",
      onWorkload(({ isPaused, name }) => ({ state: isPaused ? "fail" : "pass", params: { workload: name } })),
    ),
    of("no_rollout_running", onWorkload(noRolloutRunning)),
    of("one_mitigation", oneMitigation(input)),
    of("dry_run", dryRunVerdict(input)),
    of(
      "traceable_image",
      plan === null ? { state: "unknown", params: { missing: "plan" } } : traceable(plan.to, input.changes),
    ),
    of("release_is_suspect", suspect(input, plan?.from ?? null)),
    of("no_dropped_requests", onWorkload(noDroppedRequests)),
    of("managed_elsewhere", onWorkload(managedElsewhere)),
  ];
}

function gapOf({ workload }: GuardInput): string {
  return workload.ok ? "no_such_workload" : workload.reason;
}

function revisionExists(input: GuardInput, workload: Workload | null): Verdict {
  if (!input.workload.ok) return { state: "unknown", params: { reason: gapOf(input) } };
  if (workload === null) return { state: "fail", params: { reason: "no_such_workload" } };
  if (input.planning?.ok) return { state: "pass", params: { revision: input.planning.plan.to.revision } };
  const wanted = input.planning?.wanted ?? null;
  const isThere = input.planning?.reason === "same_template";
  return {
    state: isThere ? "pass" : "fail",
    params: { revision: wanted ?? "previous", known: workload.revisions.map(({ number }) => number).join(", ") },
  };
}

function revisionDiffers({ planning }: GuardInput): Verdict {
  if (planning === null) return { state: "unknown" };
  if (planning.ok) return { state: "pass", params: { lines: planning.plan.diff.length } };
  return planning.reason === "same_template" ? { state: "fail" } : { state: "unknown" };
}

function noRolloutRunning(workload: Workload): Verdict {
  const params = {
    updated: workload.updatedReplicas,
    available: workload.availableReplicas,
    replicas: workload.replicas,
    reason: workload.conditions.find(({ type }) => type === "Progressing")?.reason ?? "",
  };
  return { state: isRolloutUnderWay(workload) ? "fail" : "pass", params };
}

function oneMitigation({ otherMitigation }: GuardInput): Verdict {
  if (otherMitigation === null) return { state: "pass" };
  const params = { id: otherMitigation.id, status: otherMitigation.status };
  return { state: otherMitigation.status === "unknown" ? "warn" : "fail", params };
}

function dryRunVerdict({ dryRun }: GuardInput): Verdict {
  if (dryRun === null) return { state: "unknown", params: { reason: "no_plan" } };
  if (!dryRun.ok) return { state: "unknown", params: { reason: dryRun.reason } };
  return dryRun.value.isAccepted ? { state: "pass" } : { state: "fail", params: { message: dryRun.value.message } };
}

/** Which image and which commit come back. A tag alone may have been moved since: it does not tell. */
function traceable(to: RollbackTarget, changes: readonly Change[]): Verdict {
  const told =
    changes.find((change) => change.imageDigest !== null && change.imageDigest === to.imageDigest) ??
    changes.find((change) => to.version !== null && change.version === to.version && change.imageDigest !== null);
  const digest = to.imageDigest ?? told?.imageDigest ?? null;
  const commit = to.commit ?? told?.commit ?? null;
  const missing =
    digest === null ? (commit === null ? "digest_and_commit" : "digest") : commit === null ? "commit" : "";
  return {
    state: missing === "" ? "pass" : "unknown",
    params: { digest: digest ?? "", commit: commit ?? "", missing, version: to.version ?? "" },
  };
}

function suspect({ diagnosis, service }: GuardInput, from: RollbackTarget | null): Verdict {
  const top = diagnosis?.hypotheses[0];
  if (diagnosis === null || top === undefined || diagnosis.isInsufficient) {
    return { state: "warn", params: { reason: diagnosis === null ? "not_diagnosed" : "insufficient_evidence" } };
  }
  const { cause, version, confidence } = top;
  const isThisRelease =
    cause.trigger === "release" &&
    cause.service === service &&
    (version === null || from?.version === null || from === null || version === from.version);
  return {
    state: isThisRelease ? "pass" : "warn",
    params: {
      reason: isThisRelease ? "top_hypothesis" : "another_cause",
      service: cause.service,
      trigger: cause.trigger,
      version: version ?? "",
      confidencePercent: Math.round(confidence * 100),
    },
  };
}

function noDroppedRequests({ strategy, replicas }: Workload): Verdict {
  const unavailable = podsOf(strategy.maxUnavailable, replicas);
  const missing = [
    ...(strategy.hasReadinessProbe ? [] : ["readiness_probe"]),
    ...(strategy.hasPreStop ? [] : ["pre_stop"]),
    ...(strategy.gracePeriodS > 0 ? [] : ["grace_period"]),
    ...(replicas > 0 && unavailable >= replicas ? ["spare_pod"] : []),
  ];
  return {
    state: missing.length === 0 ? "pass" : "warn",
    params: {
      missing: missing.join(", "),
      maxUnavailable: strategy.maxUnavailable,
      graceS: strategy.gracePeriodS,
      replicas,
    },
  };
}

/** Kubernetes rounds maxUnavailable percentages down. */
function podsOf(amount: string, replicas: number): number {
  const number = Number.parseInt(amount, 10);
  if (Number.isNaN(number)) return replicas;
  return amount.endsWith("%") ? Math.floor((number * replicas) / 100) : number;
}

const OWNERS: readonly (readonly [string, string])[] = [
  ["argocd.argoproj.io/instance", "Argo CD"],
  ["argocd.argoproj.io/tracking-id", "Argo CD"],
  ["kustomize.toolkit.fluxcd.io/name", "Flux"],
  ["helm.toolkit.fluxcd.io/name", "Flux"],
];

/** A GitOps controller that owns the Deployment will put the bad release back at its next sync. */
function managedElsewhere({ labels, annotations }: Workload): Verdict {
  const owner = OWNERS.find(([key]) => labels[key] !== undefined || annotations[key] !== undefined);
  if (owner === undefined) return { state: "pass" };
  const [key, name] = owner;
  return { state: "warn", params: { owner: name, instance: labels[key] ?? annotations[key] ?? "" } };
}
