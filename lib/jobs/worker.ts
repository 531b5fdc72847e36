import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { Logger, run, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";
import type { JobName } from "@/lib/ports";

/** A task does its work again safely: a wake-up may come twice, or after a crash. */
export type Task = (payload: unknown, signal: AbortSignal) => Promise<void>;
export type Tasks = Readonly<Partial<Record<JobName, Task>>>;

export type JobRunner = {
  /** Frees the jobs of workers that have gone silent; their rows are locked for hours otherwise. */
  releaseSilentWorkers(): Promise<void>;
  /** Takes no more jobs, asks running ones to stop and waits for them, at most so long. */
  stop(drainMs: number): Promise<void>;
};

const BEAT_MS = 2_000;
/** Longer than any pause of a healthy process; shorter than a person's patience. */
const SILENT_AFTER_S = 12;
const POLL_MS = 1_000;

/**
 * Runs jobs in this process. Each worker's id beats in `job_worker`; whoever runs the sweep frees the jobs of the silent
 * ones, at once when their process is known to be gone (same host, no such pid).
 */
export async function startJobRunner(options: {
  readonly pool: Pool;
  readonly tasks: Tasks;
  readonly concurrency: number;
  readonly onError: (what: string, error: unknown) => void;
}): Promise<JobRunner> {
  const { pool, tasks, onError } = options;
  const ids = new Set<string>();
  const stopping = new AbortController();
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked in the name of the pool, or of one worker of it.
  events.on("pool:create", ({ workerPool }) => {
    ids.add(workerPool.id);
  });
  events.on("worker:create", ({ worker }) => {
    ids.add(worker.workerId);
  });
  events.on("job:error", ({ job, error }) => {
    if (!stopping.signal.aborted) onError(job.task_identifier, error);
  });

  const beat = async (): Promise<void> => {
    await pool.query(
      `INSERT INTO job_worker (id, host, pid, last_at) SELECT id, $2, $3, now() FROM unnest($1::text[]) AS id
       ON CONFLICT (id) DO UPDATE SET last_at = now()`,
      [[...ids], hostname(), process.pid],
    );
  };

  const releaseSilentWorkers = async (): Promise<void> => {
    const { rows } = await pool.query<{ id: string; host: string | null; pid: number | null; isSilent: boolean }>(
      `SELECT l.id, w.host, w.pid, coalesce(w.last_at < now() - make_interval(secs => $1), true) AS "isSilent"
       FROM (SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) AS l
       LEFT JOIN job_worker AS w ON w.id = l.id`,
      [SILENT_AFTER_S],
    );
    const gone = rows.filter(({ id, host, pid, isSilent }) => !ids.has(id) && (isSilent || isDeadHere(host, pid)));
    if (gone.length > 0) await release(gone.map(({ id }) => id));
  };

  const release = async (workerIds: readonly string[]): Promise<void> => {
    await pool.query("SELECT graphile_worker.force_unlock_workers($1::text[])", [workerIds]);
    await pool.query("DELETE FROM job_worker WHERE id = ANY($1::text[])", [workerIds]);
  };

  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload, stopping.signal)]),
  );
  const runner = await run({
    pgPool: pool,
    taskList,
    events,
    concurrency: options.concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    crontab: "",
    logger: new Logger(() => () => {}),
  });
  // A runner that ends by itself has lost the database for good; `stop` also ends it, and reports nothing.
  runner.promise.catch((error: unknown) => onError("job runner", error));
  await beat();
  const beating = setInterval(() => void beat().catch((error: unknown) => onError("job heartbeat", error)), BEAT_MS);
  beating.unref();

  return {
    releaseSilentWorkers,
    async stop(drainMs) {
      clearInterval(beating);
      stopping.abort();
      const drained = runner.stop().catch((error: unknown) => onError("job runner", error));
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, drainMs).unref())]);
      await release([...ids]);
    },
  };
}

function isDeadHere(host: string | null, pid: number | null): boolean {
  if (host !== hostname() || pid === null) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
