import type { Guard } from "./guard";
import type { PodTemplate } from "./workload";

export const MITIGATION_STATUSES = [
  "planned",
  "approved",
  "applying",
  "applied",
  "failed",
  "unknown",
  "refused",
  "verifying",
  "recovered",
  "not_recovered",
  "inconclusive",
] as const;
export type MitigationStatus = (typeof MITIGATION_STATUSES)[number];

/** While a mitigation is in one of these, no other may run on its workload. */
export const ACTIVE_MITIGATION_STATUSES: readonly MitigationStatus[] = [
  "approved",
  "applying",
  "unknown",
  "applied",
  "verifying",
];

/** One changed leaf of the pod template, as a path and its two values (null = absent). */
export type DiffLine = { readonly path: string; readonly from: string | null; readonly to: string | null };

/** What a rollback leaves as it is. `kind` is the message key, params its values. */
export type NotComingBack = {
  readonly kind: "config" | "schema" | "replicas" | "annotations" | "strategy";
  readonly params: Readonly<Record<string, string | number>>;
};

export type RollbackTarget = {
  readonly revision: number;
  readonly replicaSet: string;
  readonly version: string | null;
  readonly commit: string | null;
  readonly imageDigest: string | null;
  readonly templateHash: string;
};

declare const planned: unique symbol;

/** Only `planRollback` in `rollback.ts` makes one, and `Cluster.applyRollback` takes nothing else. */
export type RollbackPlan = {
  readonly workload: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly service: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly from: RollbackTarget;
  readonly to: RollbackTarget;
  readonly template: PodTemplate;
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly diff: readonly DiffLine[];
  readonly notComingBack: readonly NotComingBack[];
  /** Canonical text whose SHA-256 is the digest: uid, generation, current and target template hash, annotation diff, guard ids. */
  readonly digestInput: string;
  readonly [planned]: true;
};

/** What is shown before the click and kept with the incident. */
export type MitigationPreview = {
  readonly planId: string;
  readonly incidentId: string;
  readonly kind: "rollback";
  readonly service: string;
  readonly namespace: string;
  readonly workload: string;
  readonly from: RollbackTarget;
  readonly to: RollbackTarget;
  readonly digest: string;
  readonly guards: readonly Guard[];
  readonly diff: readonly DiffLine[];
  readonly notComingBack: readonly NotComingBack[];
  readonly watch: RecoveryLimits;
  readonly confirmText: string | null;
  readonly plannedAt: Date;
  readonly expiresAt: Date;
};

/** Limits that must hold for the whole observation window. null = that signal had no baseline and is not judged. */
export type RecoveryLimits = {
  readonly windowMs: number;
  readonly p95MaxMs: number;
  /** Failed requests ÷ all, 0–1. null = not judged. */
  readonly errorRatioMax: number | null;
  readonly goroutinesMax: number | null;
  readonly allocationMaxBytesPerS: number | null;
  readonly newPanicsMax: number;
  readonly minSamples: number;
};
