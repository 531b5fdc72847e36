import type { Deps } from "@/lib/ports";
import { wakeStalledWork } from "@/lib/usecases/wake-stalled-work";

/**
 * Every few seconds and at start: first frees the jobs that silent workers hold (after `kill -9` the queue keeps them locked for
 * hours), then wakes what was left behind. `releaseSilentWorkers` comes from whoever runs the queue.
 */
export async function sweepJob(
  deps: Pick<Deps, "store" | "clock"> & { readonly releaseSilentWorkers?: () => Promise<void> },
): Promise<void> {
  await deps.releaseSilentWorkers?.();
  await wakeStalledWork(deps);
}
