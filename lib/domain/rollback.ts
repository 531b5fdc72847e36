import { canonicalJson } from "./canonical-json";
import type { Change } from "./change";
import { GUARD_IDS } from "./guard";
import type { RollbackPlan, RollbackTarget } from "./mitigation";
import { notComingBackOf } from "./not-coming-back";
import { asRecord, withoutHashLabel } from "./pod-template";
import { MITIGATION_ANNOTATION, rollbackAnnotations } from "./rollback-annotations";
import { templateDiff } from "./template-diff";
import { compareText } from "./text-order";
import type { Revision, Workload } from "./workload";

export { MITIGATION_ANNOTATION };

export type RollbackRefusal = "revision_missing" | "same_template";

export type RollbackPlanning =
  | { readonly ok: true; readonly plan: RollbackPlan }
  | { readonly ok: false; readonly reason: RollbackRefusal; readonly wanted: number | null };

export type PlanRollbackInput = {
  readonly workload: Workload;
  readonly service: string;
  /** null: the newest older revision that runs another template. */
  readonly revision: number | null;
  /** Changes on record, for what will not come back. Not part of the digest. */
  readonly changes?: readonly Change[];
};

/** The newest revision below the current one whose template differs; null when history holds none. */
export function previousRevision(workload: Workload): Revision | null {
  const older = workload.revisions.filter(
    (revision) => revision.number < workload.currentRevision && revision.templateHash !== workload.templateHash,
  );
  return older.reduce<Revision | null>(
    (best, next) => (best === null || next.number > best.number ? next : best),
    null,
  );
}

/**
 * Plans to put an older revision's pod template back. The only minter of RollbackPlan: what cannot be planned cannot be applied.
 * Refuses when the revision is not in the history, or would change nothing.
 */
export function planRollback({ workload, service, revision, changes = [] }: PlanRollbackInput): RollbackPlanning {
  const target =
    revision === null
      ? previousRevision(workload)
      : (workload.revisions.find((candidate) => candidate.number === revision) ?? null);
  if (target === null) return { ok: false, reason: "revision_missing", wanted: revision };
  if (target.templateHash === workload.templateHash) return { ok: false, reason: "same_template", wanted: revision };
  const annotations = rollbackAnnotations(workload, target);
  const from = currentTarget(workload);
  const to = targetOf(target);
  const content = {
    workload: { namespace: workload.namespace, name: workload.name, uid: workload.uid },
    service,
    generation: workload.generation,
    resourceVersion: workload.resourceVersion,
    from,
    to,
    template: withoutHashLabel(target.template),
    annotations: annotations.changes,
    diff: templateDiff(workload.template, target.template),
    notComingBack: notComingBackOf({ workload, target, changes, keptAnnotations: annotations.keptSince }),
    digestInput: digestInputOf({
      uid: workload.uid,
      generation: workload.generation,
      fromTemplate: from.templateHash,
      toTemplate: to.templateHash,
      annotations: annotations.changes,
    }),
  };
  return { ok: true, plan: content as RollbackPlan };
}

/**
 * Canonical text that names a plan. Never resourceVersion, status, ages or times: status writes move the version while pods flap,
 * and an approval must not go stale for that. Source: DECISIONS "Mitigation".
 */
function digestInputOf(parts: {
  readonly uid: string;
  readonly generation: number;
  readonly fromTemplate: string;
  readonly toTemplate: string;
  readonly annotations: Readonly<Record<string, string | null>>;
}): string {
  return canonicalJson({ kind: "rollback", v: 1, ...parts, guards: [...GUARD_IDS].sort(compareText) });
}

function currentTarget(workload: Workload): RollbackTarget {
  const running = workload.revisions.find((revision) => revision.templateHash === workload.templateHash);
  if (running !== undefined) return { ...targetOf(running), revision: workload.currentRevision };
  return {
    revision: workload.currentRevision,
    replicaSet: "",
    version: null,
    commit: null,
    imageDigest: null,
    templateHash: workload.templateHash,
  };
}

function targetOf(revision: Revision): RollbackTarget {
  return {
    revision: revision.number,
    replicaSet: revision.replicaSet,
    version: revision.version,
    commit: revision.commit,
    imageDigest: revision.imageDigest,
    templateHash: revision.templateHash,
  };
}

/** One field that is no longer as it was planned. */
export type Moved = { readonly path: string; readonly planned: string; readonly now: string };

/** What identifies the object that a plan was made on. */
export type ObjectIdentity = { readonly uid: string; readonly generation: number; readonly templateHash: string };

/** Differences between the object as planned and as it is now; empty = the plan still stands. */
export function movedSince(
  plan: Pick<RollbackPlan, "workload" | "generation" | "from">,
  now: ObjectIdentity,
): readonly Moved[] {
  const fields: readonly (readonly [string, string | number, string | number])[] = [
    ["metadata.uid", plan.workload.uid, now.uid],
    ["spec.template", plan.from.templateHash, now.templateHash],
    ["metadata.generation", plan.generation, now.generation],
  ];
  return movedFields(fields);
}

/** Names on screen of the members of a digest input. */
const DIGEST_PATHS: Readonly<Record<string, string>> = {
  uid: "metadata.uid",
  generation: "metadata.generation",
  fromTemplate: "spec.template",
  toTemplate: "target.template",
  annotations: "metadata.annotations",
  guards: "guards",
};

/** Differences between the digest input of the plan that was shown and of the one made now. Throws SyntaxError when either is not JSON. */
export function movedBetween(shownInput: string, nowInput: string): readonly Moved[] {
  const shown = asRecord(JSON.parse(shownInput));
  const now = asRecord(JSON.parse(nowInput));
  return movedFields(Object.entries(DIGEST_PATHS).map(([key, path]) => [path, textOf(shown[key]), textOf(now[key])]));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : canonicalJson(value ?? null);
}

function movedFields(fields: readonly (readonly [string, string | number, string | number])[]): readonly Moved[] {
  return fields
    .filter(([, planned, now]) => planned !== now)
    .map(([path, planned, now]) => ({ path, planned: String(planned), now: String(now) }));
}
