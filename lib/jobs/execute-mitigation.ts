import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Deps } from "@/lib/ports";
import { executeMitigation } from "@/lib/usecases/execute-mitigation";

const payloadSchema = z.object({ mitigationId: z.string() });

/** Carries out the approved mitigation that the payload names. Safe to run twice, at once, or after a crash. */
export async function executeMitigationJob(
  deps: Pick<Deps, "clock" | "store" | "cluster">,
  payload: unknown,
  signal?: AbortSignal,
): Promise<void> {
  const { mitigationId } = payloadSchema.parse(payload);
  await executeMitigation({ ...deps, pause }, signal === undefined ? { mitigationId } : { mitigationId, signal });
}

/** Waits between two looks at a rollout. Rejects when the signal aborts. */
export async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, signal === undefined ? {} : { signal });
}
