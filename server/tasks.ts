import { diagnoseIncidentJob } from "@/lib/jobs/diagnose-incident";
import { executeMitigationJob } from "@/lib/jobs/execute-mitigation";
import { exportSnapshotJob } from "@/lib/jobs/export-snapshot";
import { sweepJob } from "@/lib/jobs/sweep";
import { verifyRecoveryJob } from "@/lib/jobs/verify-recovery";
import { watchIncidentJob } from "@/lib/jobs/watch-incident";
import { type JobRunner, startJobRunner, type Tasks } from "@/lib/jobs/worker";
import type { App } from "@/lib/wiring";

const CONCURRENCY = 8;
const SWEEP_MS = 5_000;

/** What each job name does. A name without a task here waits in the queue. */
function tasksOf(deps: App): Tasks {
  return {
    "diagnose-incident": (payload) => diagnoseIncidentJob(deps, payload),
    "watch-incident": (payload) => watchIncidentJob(deps, payload),
    "execute-mitigation": (payload, signal) => executeMitigationJob(deps, payload, signal),
    "verify-recovery": (payload) => verifyRecoveryJob(deps, payload),
    "export-snapshot": (payload) => exportSnapshotJob(deps, payload),
    sweep: () => sweepJob(deps),
  };
}

/** Starts the worker of this process: jobs, and a sweep at start and every 5 s for what a killed one left behind. */
export async function startWorker(
  deps: App,
  onError: (what: string, error: unknown) => void,
): Promise<{ stop(drainMs: number): Promise<void> }> {
  const runner: JobRunner = await startJobRunner({
    pool: deps.postgres.pool,
    tasks: tasksOf(deps),
    concurrency: CONCURRENCY,
    onError,
  });
  let sweeping: Promise<void> | null = null;
  const sweep = (): void => {
    sweeping ??= sweepJob({ ...deps, releaseSilentWorkers: runner.releaseSilentWorkers })
      .catch((error: unknown) => onError("sweep", error))
      .finally(() => {
        sweeping = null;
      });
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_MS);
  return {
    async stop(drainMs) {
      clearInterval(timer);
      await sweeping;
      await runner.stop(drainMs);
    },
  };
}
