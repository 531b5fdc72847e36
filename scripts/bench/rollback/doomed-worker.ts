import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { pause } from "@/lib/jobs/execute-mitigation";
import { executeMitigation } from "@/lib/usecases/execute-mitigation";
import { verifyRecovery } from "@/lib/usecases/verify-recovery";
import { type WorkerDeps, workerDeps } from "./worker-deps";

// A worker process that kills itself with SIGKILL at the named place: no handler runs, no connection is closed in order.

export const doomSchema = z.object({
  mitigationId: z.string(),
  incidentId: z.string(),
  stage: z.enum(["execute", "verify"]),
  /** A fail point of the use case, `patch:in-flight`, or `random`. */
  failPoint: z.string(),
  /** For `patch:in-flight` and `random`: how long after its beginning. */
  killAfterMs: z.number(),
});
const startSchema = z.object({ databaseUrl: z.string(), kubeconfigPath: z.string(), clockOffsetMs: z.number() });

async function die(): Promise<void> {
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {});
}

function dyingInFlight(deps: WorkerDeps, killAfterMs: number): WorkerDeps {
  const { apply } = deps.cluster;
  return {
    ...deps,
    cluster: {
      ...deps.cluster,
      apply: async (...call) => {
        const outcome = apply(...call);
        await Promise.race([sleep(killAfterMs), outcome]);
        await die();
        return outcome;
      },
    },
  };
}

async function run(deps: WorkerDeps, doom: z.infer<typeof doomSchema>): Promise<void> {
  const { mitigationId, incidentId, failPoint, killAfterMs } = doom;
  const atPoint = async (name: string) => {
    if (name === failPoint) await die();
  };
  if (failPoint === "random") void sleep(killAfterMs).then(die);
  if (doom.stage === "verify") {
    await verifyRecovery({ ...deps, memory: new Map(), failPoint: atPoint }, { incidentId });
    return;
  }
  const world = failPoint === "patch:in-flight" ? dyingInFlight(deps, killAfterMs) : deps;
  await executeMitigation({ ...world, pause, failPoint: atPoint }, { mitigationId });
}

const [, , argument = "{}"] = process.argv;
const { deps } = workerDeps(startSchema.parse(JSON.parse(argument)));
// Everything slow happens before the job: the client's import, connections.
await Promise.all([deps.cluster.ping({ timeoutMs: 10_000 }), deps.store.ping()]);
process.on("message", (message) => {
  void run(deps, doomSchema.parse(message)).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
if (process.connected) process.send?.("ready");
