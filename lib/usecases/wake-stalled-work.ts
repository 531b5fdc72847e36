import type { Deps } from "@/lib/ports";

const VERIFYING_AT_ONCE = 200;

export type StalledWork = { readonly mitigations: number; readonly verifications: number };

/**
 * Wakes what a dead worker left behind: intents whose lease ran out, and verifications (theirs is a job per look, so a lost one ends
 * the chain). A wake-up too many does no harm. Returns how many were woken.
 */
export async function wakeStalledWork({ store, clock }: Pick<Deps, "store" | "clock">): Promise<StalledWork> {
  const [mitigations, open] = await Promise.all([
    store.openMitigations(),
    store.incidents({ status: ["verifying"], limit: VERIFYING_AT_ONCE }),
  ]);
  const runAt = clock.now();
  if (mitigations.length + open.rows.length > 0) {
    await store.transaction(async (tx) => {
      for (const { id } of mitigations) {
        const payload = { mitigationId: id };
        await tx.addJob({ name: "execute-mitigation", payload, key: `execute-mitigation:${id}`, runAt });
      }
      for (const { incident } of open.rows) {
        const payload = { incidentId: incident.id };
        await tx.addJob({ name: "verify-recovery", payload, key: `verify-recovery:${incident.id}`, runAt });
      }
    });
  }
  return { mitigations: mitigations.length, verifications: open.rows.length };
}
