import type { Change } from "../change";
import { compareText } from "../text-order";

/** A Deployment as the cluster tells it. */
export type RunningRevision = {
  readonly service: string;
  readonly version: string | null;
  readonly revision: number;
  readonly commit: string | null;
  readonly changedAt: Date;
};

const SAME_MS = 3 * 60_000;

/**
 * Rollouts that the cluster knows and nobody told: a later revision than the first, of a service for which no deploy of that
 * version is on record within three minutes. A first revision is no change: nothing ran before it.
 */
export function untoldRevisions(
  revisions: readonly RunningRevision[],
  { told, since }: { readonly told: readonly Change[]; readonly since: Date },
): readonly RunningRevision[] {
  return revisions.filter(
    (revision) =>
      revision.revision > 1 &&
      revision.changedAt >= since &&
      !told.some(
        (change) =>
          change.kind === "deploy" &&
          change.service === revision.service &&
          (revision.version === null || change.version === null || change.version === revision.version) &&
          Math.abs(change.at.getTime() - revision.changedAt.getTime()) <= SAME_MS,
      ),
  );
}

/** A rollout seen in the cluster as a change record. */
export function changeOfRevision(
  revision: RunningRevision,
  { id, environment }: { readonly id: string; readonly environment: string },
): Change {
  return {
    id,
    kind: "deploy",
    service: revision.service,
    environment,
    version: revision.version,
    previousVersion: null,
    commit: revision.commit,
    imageDigest: null,
    url: null,
    summary: `${revision.service} ${revision.version ?? `revision ${revision.revision}`}`,
    at: revision.changedAt,
    source: "cluster",
  };
}

/** One environment's changes, each once: told by CI and seen in the cluster is the same deploy, and the earlier time is kept. */
export function distinctChanges(changes: readonly Change[], environment: string): readonly Change[] {
  const kept: Change[] = [];
  const inOrder = [...changes].sort((a, b) => a.at.getTime() - b.at.getTime() || compareText(a.id, b.id));
  for (const change of inOrder) {
    if (!isSameEnvironment(change.environment, environment)) continue;
    const isTold = kept.some(
      (other) =>
        other.source !== change.source &&
        other.kind === change.kind &&
        other.service === change.service &&
        (other.version === change.version || other.version === null || change.version === null) &&
        change.at.getTime() - other.at.getTime() <= SAME_MS,
    );
    if (!isTold) kept.push(change);
  }
  return kept;
}

/** `default` is what stands where nobody named one: it excludes nothing. */
function isSameEnvironment(a: string, b: string): boolean {
  return a === b || a === "default" || b === "default";
}
