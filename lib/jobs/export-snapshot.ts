import { z } from "zod";
import type { Deps } from "@/lib/ports";
import { sealSnapshot } from "@/lib/usecases/seal-snapshot";

const payloadSchema = z.object({ snapshotId: z.string() });

/** Seals the snapshot that the payload names. */
export async function exportSnapshotJob(deps: Deps, payload: unknown): Promise<void> {
  await sealSnapshot(deps, payloadSchema.parse(payload));
}
