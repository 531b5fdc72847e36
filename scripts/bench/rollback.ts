import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbeddedPostgres } from "@/lib/adapters/postgres/embedded";
import { migrateDatabase } from "@/lib/adapters/postgres/migrate";
import { executeMitigationJob } from "@/lib/jobs/execute-mitigation";
import { startJobRunner } from "@/lib/jobs/worker";
import { approveMitigation } from "@/lib/usecases/approve-mitigation";
import { proposeMitigation } from "@/lib/usecases/propose-mitigation";
import { personCaller } from "@/lib/usecases/testing/callers";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";
import { crashCase, DOOMS, type Doom } from "./rollback/crash-case";
import { RollbackWorld } from "./rollback/world";

const CRASH_ROUNDS = 20;
const RANDOM_KILLS = 40;
const CLICKS = 20;
/** From the claim to the end of a short rollout on this stand-in. */
const RANDOM_WITHIN_MS = 900;
const run = promisify(execFile);

/** Kills the worker at every step × 20 and at random moments; the figure counts wrong outcomes. */
export async function benchRollbackCrash(): Promise<readonly BenchResult[]> {
  return inWorld(async (world) => {
    const random = Array.from({ length: RANDOM_KILLS }, (_, index): Doom => {
      return { stage: "execute", failPoint: "random", killAfterMs: (index * RANDOM_WITHIN_MS) / RANDOM_KILLS };
    });
    const dooms = [...Array.from({ length: CRASH_ROUNDS }, () => DOOMS).flat(), ...random];
    let wrong = 0;
    let killed = 0;
    for (const [index, doom] of dooms.entries()) {
      if (index % DOOMS.length === 0) console.error(`  ${index} of ${dooms.length}, ${wrong} wrong`);
      const outcome = await crashCase(world, doom);
      const isWrong = outcome.wrong.length > 0 || (!outcome.wasKilled && doom.failPoint !== "random");
      if (isWrong) console.error(`  ${JSON.stringify(outcome)}`);
      wrong += isWrong ? 1 : 0;
      killed += outcome.wasKilled ? 1 : 0;
    }
    console.error(`  ${killed} of ${dooms.length} workers killed with SIGKILL`);
    const none = { p50: null, p95: null, p99: null, alternative: null, ratio: null };
    return [
      { name: "rollback-crash", figure: wrong, unit: "wrong outcomes", ...none, n: dooms.length, machine: MACHINE },
    ];
  });
}

/** Approval → patch accepted, through database, queue and guards, against `kubectl rollout undo`, which has none of them. */
export async function benchRollbackClick(): Promise<readonly BenchResult[]> {
  return inWorld(async (world) => {
    const { deps, postgres } = world;
    const runner = await startJobRunner({
      pool: postgres.pool,
      tasks: { "execute-mitigation": (payload, signal) => executeMitigationJob(deps, payload, signal) },
      concurrency: 2,
      onError: (what, error) => console.error(what, error),
    });
    const ours: number[] = [];
    const kubectl: number[] = [];
    for (let round = 0; round < CLICKS; round += 1) {
      await world.release("v2");
      ours.push(await click(world));
      await world.rolledOut();
      await world.release("v2");
      const start = performance.now();
      const target = ["--kubeconfig", world.cluster.adminKubeconfigPath, "-n", "shop"];
      await run("kubectl", [...target, "rollout", "undo", "deployment/order"]);
      kubectl.push(performance.now() - start);
      await world.rolledOut();
    }
    await runner.stop(5_000);
    const quantiles = quantilesOf(ours);
    const other = quantilesOf(kubectl).p50;
    return [
      {
        name: "rollback-click",
        figure: quantiles.p50,
        unit: "ms from approval to patch accepted",
        ...quantiles,
        n: CLICKS,
        alternative: "kubectl rollout undo (no guards, no record, no version test)",
        ratio: other === null || quantiles.p50 === null ? null : other / quantiles.p50,
        machine: MACHINE,
      },
    ];
  });
}

async function click(world: RollbackWorld): Promise<number> {
  const { deps } = world;
  const incidentId = await world.openIncident();
  const caller = personCaller("commander");
  const proposal = await proposeMitigation(deps, { caller, incidentId, input: { kind: "rollback", target: {} } });
  if (!proposal.ok) throw new Error("no plan");
  const { planId, digest } = proposal.preview;
  const start = performance.now();
  await approveMitigation(deps, { caller, planId, input: { digest, confirm: "", waivers: [] } });
  await world.history.marked(planId);
  const tookMs = performance.now() - start;
  while ((await deps.store.mitigation(planId))?.status !== "verifying") await world.rolledOut();
  // Nothing verifies here: the workload is freed by hand for the next round.
  await world.postgres.pool.query("UPDATE mitigation SET active_workload = NULL WHERE id = $1", [planId]);
  return tookMs;
}

async function inWorld<T>(measure: (world: RollbackWorld) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "firebreak-rollback-"));
  const postgres = await startEmbeddedPostgres({ homeDir: join(folder, "home"), port: await freePort() });
  try {
    await migrateDatabase({ url: postgres.url });
    const world = await RollbackWorld.start({
      databaseUrl: postgres.url,
      stateDir: join(folder, "cluster"),
      podPorts: { from: 0, to: 0 },
    });
    try {
      return await measure(world);
    } finally {
      await world.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
