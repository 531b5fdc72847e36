import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveMitigation } from "./approve-mitigation";
import { executeMitigation } from "./execute-mitigation";
import { settleMitigation } from "./settle-mitigation";
import { personCaller, tokenCaller } from "./testing/callers";
import { type MitigationWorld, mitigationWorld } from "./testing/mitigation-world";

let world: MitigationWorld;
beforeAll(async () => {
  world = await mitigationWorld();
});
afterAll(() => world?.close());

const caller = personCaller("commander");

/** A rollback whose patch may have been sent, on an object that does not tell. */
async function unknown(): Promise<{ incidentId: string; mitigationId: string }> {
  const incidentId = await world.incident();
  const { planId: mitigationId, digest } = await world.plan(incidentId);
  await approveMitigation(world.deps, { caller, planId: mitigationId, input: { digest, confirm: "", waivers: [] } });
  const failPoint = (name: string) => {
    if (name === "patch:after") throw new Error("killed");
  };
  await executeMitigation({ ...world.deps, failPoint }, { mitigationId }).catch(() => null);
  await world.postgres.pool.query("UPDATE mitigation SET lease_until = now() - interval '1 second' WHERE id = $1", [
    mitigationId,
  ]);
  world.cluster.change({ templateHash: "hash-v9", annotations: {} });
  expect(await executeMitigation(world.deps, { mitigationId })).toEqual({ kind: "unknown" });
  return { incidentId, mitigationId };
}
const workloadOf = async (id: string) =>
  (await world.postgres.pool.query("SELECT active_workload FROM mitigation WHERE id = $1", [id])).rows[0]
    ?.active_workload;
const stateOf = async (id: string) => (await world.deps.store.incident(id))?.incident;

describe("a rollback whose outcome is unknown", () => {
  it("frees its workload when a person states that it was not applied", async () => {
    const { incidentId, mitigationId } = await unknown();
    expect(await workloadOf(mitigationId)).not.toBeNull();
    const input = { caller, mitigationId, outcome: "not_applied", reason: "The old pods run" } as const;
    expect(await settleMitigation(world.deps, input)).toEqual({ status: "failed" });
    expect(await workloadOf(mitigationId)).toBeNull();
    expect(await stateOf(incidentId)).toMatchObject({ status: "open", activeMitigationId: null });
    expect((await world.deps.store.events(incidentId)).at(-1)).toMatchObject({
      kind: "mitigation_settled",
      actor: { name: "commander" },
      data: { outcome: "not_applied", reason: "The old pods run" },
    });
  });

  it("is watched like any other when a person states that it was applied, and keeps its workload until the verdict", async () => {
    const { incidentId, mitigationId } = await unknown();
    const input = { caller, mitigationId, outcome: "applied", reason: "v1 runs everywhere" } as const;
    expect(await settleMitigation(world.deps, input)).toEqual({ status: "verifying" });
    expect(await workloadOf(mitigationId)).not.toBeNull();
    const state = await stateOf(incidentId);
    expect(state).toMatchObject({ status: "verifying", verification: { mitigationId } });
    expect(state?.appliedAt).not.toBeNull();
    const { rows } = await world.postgres.pool.query("SELECT 1 FROM graphile_worker.jobs WHERE key = $1", [
      `verify-recovery:${incidentId}`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it("is settled once, by a person, and only while nobody knows", async () => {
    const { incidentId, mitigationId } = await unknown();
    const input = { caller, mitigationId, outcome: "not_applied", reason: "Seen" } as const;
    const token = { ...input, caller: tokenCaller(["mitigate"]) };
    await expect(settleMitigation(world.deps, token)).rejects.toMatchObject({ code: "forbidden" });
    const both = await Promise.allSettled([
      settleMitigation(world.deps, input),
      settleMitigation(world.deps, { ...input, outcome: "applied" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(settleMitigation(world.deps, input)).rejects.toMatchObject({
      code: "conflict",
      details: { reason: { key: "settle_known" } },
    });
    const kinds = await world.kinds(incidentId);
    expect(kinds.filter((kind) => kind === "mitigation_settled")).toHaveLength(1);
  });
});
