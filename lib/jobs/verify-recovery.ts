import { z } from "zod";
import type { Verification } from "@/lib/domain/verification";
import type { Deps } from "@/lib/ports";
import { verifyRecovery } from "@/lib/usecases/verify-recovery";

const payloadSchema = z.object({ incidentId: z.string() });

/** Verifications in progress in this process; rebuilt from the metrics' history when one is missing. */
const memory = new Map<string, Verification>();

/** One look at the recovery of the incident that the payload names; wakes itself for the next. Safe to run twice or after a crash. */
export async function verifyRecoveryJob(
  deps: Pick<Deps, "clock" | "ids" | "store" | "metrics" | "settings" | "catalogue">,
  payload: unknown,
): Promise<void> {
  await verifyRecovery({ ...deps, memory }, payloadSchema.parse(payload));
}
