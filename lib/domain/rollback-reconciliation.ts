import { MITIGATION_ANNOTATION } from "./rollback-annotations";
import type { Workload } from "./workload";

/** What an approved rollback has to do next, judged by the object as it is. */
export type Reconciliation =
  | { readonly kind: "apply" }
  /** The patch is in: its mark is on the object. */
  | { readonly kind: "patched"; readonly resourceVersion: string }
  /** Nothing was sent, and what was planned no longer fits. */
  | { readonly kind: "failed"; readonly reason: string; readonly key: string }
  /** A patch may have been sent, and the object tells neither that it went in nor that it did not. */
  | { readonly kind: "unknown"; readonly reason: string; readonly key: string };

/**
 * Holds an intent against the world: mark present → patched; template untouched → apply; else failed when it is certain that
 * nothing was sent, unknown when it is not. Source: DECISIONS "Mitigation".
 */
export function reconcileRollback(input: {
  readonly mitigationId: string;
  readonly workload: Workload | null;
  readonly from: { readonly templateHash: string };
  /** True when this or an earlier attempt may have sent the patch. */
  readonly mayHaveSent: boolean;
}): Reconciliation {
  const { mitigationId, workload, from, mayHaveSent } = input;
  const otherwise = (reason: string, key: string): Reconciliation =>
    mayHaveSent
      ? { kind: "unknown", reason, key }
      : { kind: "failed", reason: `${reason} Nothing was sent.`, key: `${key}_unsent` };
  if (workload === null) return otherwise("The Deployment is gone.", "gone");
  if (workload.annotations[MITIGATION_ANNOTATION] === mitigationId) {
    return { kind: "patched", resourceVersion: workload.resourceVersion };
  }
  if (workload.templateHash === from.templateHash) return { kind: "apply" };
  return otherwise(
    "The pod template is not the one that was planned on, and does not carry this rollback's mark.",
    "unmarked",
  );
}
