import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveMitigation } from "./approve-mitigation";
import { executeMitigation } from "./execute-mitigation";
import { personCaller } from "./testing/callers";
import { type MitigationWorld, mitigationWorld } from "./testing/mitigation-world";

// Crashes by SIGKILL, against the cluster stand-in: scripts/bench/rollback/crash.it.test.ts

let world: MitigationWorld;
beforeAll(async () => {
  world = await mitigationWorld();
});
afterAll(() => world?.close());

async function approved(): Promise<{ incidentId: string; mitigationId: string }> {
  const incidentId = await world.incident();
  const { planId, digest } = await world.plan(incidentId);
  const input = { digest, confirm: "", waivers: [] };
  await approveMitigation(world.deps, { caller: personCaller("commander"), planId, input });
  return { incidentId, mitigationId: planId };
}
const row = (id: string) => world.deps.store.mitigation(id);
const workloadOf = async (id: string) =>
  (await world.postgres.pool.query("SELECT active_workload FROM mitigation WHERE id = $1", [id])).rows[0]
    ?.active_workload;

describe("carrying out an approved rollback", () => {
  it("patches once, waits for the rollout and starts the verification", async () => {
    const { incidentId, mitigationId } = await approved();
    expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "applied" });
    expect(world.cluster.patches).toBe(1);
    expect((await world.kinds(incidentId)).slice(4)).toEqual([
      "mitigation_applying",
      "mitigation_patched",
      "mitigation_applied",
      "verification_started",
    ]);
    expect(await row(mitigationId)).toMatchObject({ status: "verifying", leaseUntil: null });
    expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "ended" });
  });

  it("leaves an intent alone that another worker holds, and looks again when its lease ends", async () => {
    const { mitigationId } = await approved();
    const answers = await Promise.all([
      executeMitigation({ ...world.deps, pause: () => new Promise(() => {}) }, { mitigationId }).catch(() => null),
      executeMitigation(world.deps, { mitigationId }),
    ]);
    expect(answers.map((answer) => answer?.kind).sort()).toEqual(["applied", "leased"]);
    expect(world.cluster.patches).toBe(1);
  });

  it("refuses the writes of a worker that was taken for dead and wakes up again", async () => {
    const { incidentId, mitigationId } = await approved();
    const [asleep, resumed, took] = [gate(), gate(), gate()];
    const sleeper = executeMitigation(
      {
        ...world.deps,
        failPoint: holdAt("patch:before", asleep, resumed),
      },
      { mitigationId },
    );
    await asleep.passed;
    await expireLease(mitigationId);
    const second = gate();
    const successor = executeMitigation(
      {
        ...world.deps,
        failPoint: holdAt("rollout:polled", took, second),
      },
      { mitigationId },
    );
    await took.passed;
    resumed.open();
    expect(await sleeper).toEqual({ kind: "lost" });
    second.open();
    expect(await successor).toEqual({ kind: "applied" });
    expect(world.cluster.patches).toBe(1);
    const kinds = await world.kinds(incidentId);
    for (const kind of ["mitigation_patched", "mitigation_applied", "verification_started"]) {
      expect(kinds.filter((each) => each === kind)).toHaveLength(1);
    }
  });

  it("reads the world again when the answer to the patch is lost: stored once, or not at all and sent again", async () => {
    for (const lost of ["store-but-no-answer", "no-answer"] as const) {
      const { incidentId, mitigationId } = await approved();
      world.cluster.nextApply = lost;
      expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "applied" });
      expect(world.cluster.patches).toBe(1);
      expect((await world.kinds(incidentId)).filter((kind) => kind === "mitigation_patched")).toHaveLength(1);
    }
  });

  it("fails, and frees the workload, when the cluster refuses or moved before anything was sent", async () => {
    const refused = await approved();
    world.cluster.nextApply = "reject";
    expect(await executeMitigation(world.deps, refused)).toEqual({ kind: "failed" });
    expect(await workloadOf(refused.mitigationId)).toBeNull();

    const moved = await approved();
    world.cluster.change({ templateHash: "hash-v3" });
    expect(await executeMitigation(world.deps, moved)).toEqual({ kind: "failed" });
    expect(world.cluster.patches).toBe(0);
    expect((await world.deps.store.incident(moved.incidentId))?.incident.status).toBe("open");
  });

  it("asks a person, and keeps the workload, when a patch may have been sent and the object does not tell", async () => {
    const { mitigationId, incidentId } = await approved();
    await executeMitigation({ ...world.deps, failPoint: throwAt("patch:after") }, { mitigationId }).catch(() => null);
    await expireLease(mitigationId);
    world.cluster.change({ templateHash: "hash-v9", annotations: {} });
    expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "unknown" });
    expect(await workloadOf(mitigationId)).not.toBeNull();

    // The answer is a fresh plan from live state, approved by a person.
    const { planId, digest } = await world.plan(incidentId);
    const input = { digest, confirm: "", waivers: [] };
    await approveMitigation(world.deps, { caller: personCaller("commander"), planId, input });
    expect((await row(mitigationId))?.status).toBe("failed");
    expect(await executeMitigation(world.deps, { mitigationId: planId })).toEqual({ kind: "applied" });
  });

  it("waits while the cluster cannot be read, and asks a person after five minutes", async () => {
    const { mitigationId } = await approved();
    world.cluster.isReachable = false;
    expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "unknown" });

    const again = await approved();
    world.cluster.isReachable = false;
    const { cluster } = world;
    let pauses = 0;
    const pause = async (durationMs: number) => {
      world.time.nowMs += durationMs;
      pauses += 1;
      if (pauses === 10) cluster.isReachable = true;
    };
    expect(await executeMitigation({ ...world.deps, pause }, { mitigationId: again.mitigationId })).toEqual({
      kind: "applied",
    });
  });

  it("fails when the rollout stays stuck, not when it inherits the bad one's condition for a moment", async () => {
    const stuck = {
      updatedReplicas: 1,
      conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "" }],
    };
    for (const recovers of [true, false]) {
      const { mitigationId } = await approved();
      const { cluster } = world;
      let pauses = 0;
      const pause = async (durationMs: number) => {
        world.time.nowMs += durationMs;
        pauses += 1;
        if (recovers && pauses === 2 && cluster.workloadNow)
          cluster.workloadNow = { ...cluster.workloadNow, updatedReplicas: 2 };
      };
      const failPoint = (name: string) => {
        if (name === "patch:after" && cluster.workloadNow) cluster.workloadNow = { ...cluster.workloadNow, ...stuck };
      };
      const outcome = await executeMitigation({ ...world.deps, pause, failPoint }, { mitigationId });
      expect(outcome).toEqual({ kind: recovers ? "applied" : "failed" });
    }
  });

  it("gives the intent back at once when the process is asked to stop", async () => {
    const { mitigationId } = await approved();
    world.cluster.isReachable = false;
    const stop = new AbortController();
    const pause = async () => {
      stop.abort();
      throw stop.signal.reason;
    };
    const outcome = await executeMitigation({ ...world.deps, pause }, { mitigationId, signal: stop.signal });
    expect(outcome).toEqual({ kind: "interrupted" });
    expect(await row(mitigationId)).toMatchObject({ status: "applying", leaseUntil: null });
    world.cluster.isReachable = true;
    expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "applied" });
  });
});

async function expireLease(id: string): Promise<void> {
  await world.postgres.pool.query("UPDATE mitigation SET lease_until = now() - interval '1 s' WHERE id = $1", [id]);
}

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Tells that a worker has come to a place, and keeps it there. */
function holdAt(point: string, reached: ReturnType<typeof gate>, until: ReturnType<typeof gate>) {
  return async (name: string) => {
    if (name !== point) return;
    reached.open();
    await until.passed;
  };
}

function throwAt(point: string) {
  return (name: string) => {
    if (name === point) throw new Error("the process ends here");
  };
}
