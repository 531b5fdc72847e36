import { once } from "node:events";
import { executeMitigationJob } from "@/lib/jobs/execute-mitigation";
import { approveMitigation } from "@/lib/usecases/approve-mitigation";
import { EXECUTE_FAIL_POINTS } from "@/lib/usecases/execute-mitigation";
import { proposeMitigation } from "@/lib/usecases/propose-mitigation";
import { personCaller } from "@/lib/usecases/testing/callers";
import { VERIFY_FAIL_POINTS, verifyRecovery } from "@/lib/usecases/verify-recovery";
import { wakeStalledWork } from "@/lib/usecases/wake-stalled-work";
import { changesIn } from "./template-history";
import { CLOCK_OFFSET_MS, type RollbackWorld } from "./world";

export type Doom = { readonly stage: "execute" | "verify"; readonly failPoint: string; readonly killAfterMs: number };

/** `resolve:in-transaction` needs an alert that outlives the window; every other place is reached on the straight path. */
export const DOOMS: readonly Doom[] = [
  ...EXECUTE_FAIL_POINTS.map((failPoint): Doom => ({ stage: "execute", failPoint, killAfterMs: 0 })),
  ...[0, 2, 5, 10, 20].map((killAfterMs): Doom => ({ stage: "execute", failPoint: "patch:in-flight", killAfterMs })),
  ...VERIFY_FAIL_POINTS.filter((point) => point !== "resolve:in-transaction").map(
    (failPoint): Doom => ({ stage: "verify", failPoint, killAfterMs: 0 }),
  ),
];

export type CrashOutcome = {
  readonly doom: Doom;
  readonly wasKilled: boolean;
  /** What is not as it must be; empty = right. */
  readonly wrong: readonly string[];
};

const ONCE_EACH = [
  "mitigation_planned",
  "mitigation_approved",
  "mitigation_patched",
  "mitigation_applied",
  "verification_started",
  "recovery_checked",
  "resolved",
] as const;
const NEVER = ["mitigation_failed", "mitigation_unknown", "mitigation_refused", "verification_restarted"] as const;

/**
 * One incident from a bad release to its resolution, with the worker killed at one place and its work taken up again. Holds the
 * result against the API server's own history: the template changed once, to the target, under one mark.
 */
export async function crashCase(world: RollbackWorld, doom: Doom): Promise<CrashOutcome> {
  const { deps } = world;
  world.warmUp();
  const target = (await world.read()).templateHash;
  const released = await world.release("v2");
  await world.history.reached(released.resourceVersion);
  const since = world.history.versions.length - 1;

  const incidentId = await world.openIncident();
  const caller = personCaller("commander");
  const proposal = await proposeMitigation(deps, { caller, incidentId, input: { kind: "rollback", target: {} } });
  if (!proposal.ok) throw new Error(`no plan: ${JSON.stringify(proposal.guards)}`);
  const { planId, digest } = proposal.preview;
  await approveMitigation(deps, { caller, planId, input: { digest, confirm: "", waivers: [] } });

  if (doom.stage === "verify") await executeMitigationJob(deps, { mitigationId: planId });
  const wasKilled = await runDoomed(world, { ...doom, mitigationId: planId, incidentId });
  await world.postgres.pool.query(
    "UPDATE mitigation SET lease_until = now() - interval '1 second' WHERE id = $1 AND lease_until IS NOT NULL",
    [planId],
  );
  const woken = await wakeStalledWork(deps);
  await takeUp(world, planId, incidentId);

  const live = await world.rolledOut();
  await world.history.reached(live.resourceVersion);
  const changes = changesIn(world.history.versions.slice(since), planId);
  const [events, row, incident] = await Promise.all([
    deps.store.events(incidentId),
    deps.store.mitigation(planId),
    deps.store.incident(incidentId),
  ]);
  const count = (kind: string) => events.filter((event) => event.kind === kind).length;
  const attempts = events.flatMap((event) => (event.kind === "mitigation_applying" ? [event.data.attempt] : []));
  const isDone = doom.failPoint === "record:committed";
  const checks: readonly (readonly [boolean, string])[] = [
    [changes.templates === 1, `the template changed ${changes.templates} times`],
    [changes.marks === 1, `the mark was put on ${changes.marks} times`],
    [live.templateHash === target, "another template runs than was approved"],
    [row?.status === "recovered", `status ${row?.status}`],
    [incident?.incident.status === "resolved", `incident ${incident?.incident.status}`],
    [new Set(attempts).size === attempts.length && attempts.length <= 2, `attempts ${attempts.join(",")}`],
    [isDone || woken.mitigations + woken.verifications === 1, "the sweep did not find the work"],
    ...ONCE_EACH.map((kind) => [count(kind) === 1, `${kind} × ${count(kind)}`] as const),
    ...NEVER.map((kind) => [count(kind) === 0, `${kind} × ${count(kind)}`] as const),
  ];
  return { doom, wasKilled, wrong: checks.filter(([isRight]) => !isRight).map(([, text]) => text) };
}

async function runDoomed(
  world: RollbackWorld,
  doom: Doom & { mitigationId: string; incidentId: string },
): Promise<boolean> {
  const worker = await world.worker(doom.stage === "verify" ? CLOCK_OFFSET_MS : 0);
  const exited = once(worker, "exit");
  worker.send(doom);
  world.warmUp();
  const [, signal] = await exited;
  return signal === "SIGKILL";
}

/** What the next worker does after the sweep: the jobs, in this process. */
async function takeUp(world: RollbackWorld, mitigationId: string, incidentId: string): Promise<void> {
  const { deps } = world;
  const later = { ...deps, clock: { now: () => new Date(Date.now() + CLOCK_OFFSET_MS) }, memory: new Map() };
  for (let step = 0; step < 6; step += 1) {
    const row = await deps.store.mitigation(mitigationId);
    if (row?.status === "approved" || row?.status === "applying") await executeMitigationJob(deps, { mitigationId });
    else await verifyRecovery(later, { incidentId });
    const incident = await deps.store.incident(incidentId);
    if (incident?.incident.status === "resolved") return;
  }
}
