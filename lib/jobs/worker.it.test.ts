import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { type JobRunner, startJobRunner, type Tasks } from "./worker";

let db: Postgres;
let runner: JobRunner | null = null;
const errors: unknown[] = [];
beforeEach(async () => {
  db = createPostgres({ url: (await testDatabase()).url });
});
afterEach(async () => {
  await runner?.stop(1_000);
  runner = null;
  await db.close();
});

async function start(tasks: Tasks): Promise<JobRunner> {
  runner = await startJobRunner({
    pool: db.pool,
    tasks,
    concurrency: 2,
    onError: (_what, error) => errors.push(error),
  });
  return runner;
}
const enqueue = (incidentId: string) =>
  db.store.transaction((tx) =>
    tx.addJob({ name: "diagnose-incident", payload: { incidentId }, key: `d:${incidentId}` }),
  );

describe("job runner", () => {
  it("runs what was enqueued with its payload, at once", async () => {
    const seen: unknown[] = [];
    await start({ "diagnose-incident": async (payload) => void seen.push(payload) });
    await enqueue("a");
    await expect.poll(() => seen).toEqual([{ incidentId: "a" }]);
  });

  it("tells running jobs to stop and keeps what did not finish", async () => {
    let isRunning = false;
    const stopped = await start({
      "diagnose-incident": (_payload, signal) =>
        new Promise((_resolve, reject) => {
          isRunning = true;
          signal.addEventListener("abort", () => reject(new Error("stopped")));
        }),
    });
    await enqueue("b");
    await expect.poll(() => isRunning).toBe(true);
    await stopped.stop(5_000);
    const { rows } = await db.pool.query("SELECT locked_by, attempts FROM graphile_worker.jobs");
    expect(rows).toEqual([{ locked_by: null, attempts: 1 }]);
  });

  it("frees the jobs of a worker that was killed, and not those of one that lives", async () => {
    const dead = spawnSync("true").pid;
    await enqueue("killed");
    await enqueue("living");
    const lock = (worker: string, key: string) =>
      db.pool.query("UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now() WHERE key = $2", [
        worker,
        key,
      ]);
    await lock("worker-dead", "d:killed");
    await lock("worker-living", "d:living");
    await db.pool.query(
      "INSERT INTO job_worker (id, host, pid) VALUES ('worker-dead', $1, $2), ('worker-living', 'elsewhere', 1)",
      [hostname(), dead],
    );
    const seen: unknown[] = [];
    const { releaseSilentWorkers } = await start({ "diagnose-incident": async (payload) => void seen.push(payload) });
    await releaseSilentWorkers();
    await expect.poll(() => seen).toEqual([{ incidentId: "killed" }]);
    await db.pool.query("UPDATE job_worker SET last_at = now() - interval '1 minute' WHERE id = 'worker-living'");
    await releaseSilentWorkers();
    await expect.poll(() => seen).toEqual([{ incidentId: "killed" }, { incidentId: "living" }]);
  });
});
