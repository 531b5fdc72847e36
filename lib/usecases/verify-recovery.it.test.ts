import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveMitigation } from "./approve-mitigation";
import { executeMitigation } from "./execute-mitigation";
import { resolveIncident } from "./resolve-incident";
import { personCaller } from "./testing/callers";
import { type MitigationWorld, mitigationWorld } from "./testing/mitigation-world";
import { verifyRecovery } from "./verify-recovery";

let world: MitigationWorld;
beforeAll(async () => {
  world = await mitigationWorld();
});
afterAll(() => world?.close());

async function applied(): Promise<{ incidentId: string; mitigationId: string }> {
  const incidentId = await world.incident();
  world.time.nowMs += 60_000;
  const { planId, digest } = await world.plan(incidentId);
  const input = { digest, confirm: "", waivers: [] };
  await approveMitigation(world.deps, { caller: personCaller("commander"), planId, input });
  await executeMitigation(world.deps, { mitigationId: planId });
  return { incidentId, mitigationId: planId };
}

/** Runs the job every second of the test's clock. */
async function watch(incidentId: string, seconds: number, forget = false): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    world.time.nowMs += 1_000;
    if (forget) world.deps.memory.clear();
    await verifyRecovery(world.deps, { incidentId });
  }
}
const incidentOf = async (id: string) => (await world.deps.store.incident(id))?.incident;
const restartsOf = async (id: string) =>
  (await world.kinds(id)).filter((kind) => kind === "verification_restarted").length;

describe("verifying a mitigation", () => {
  it("resolves the incident once the window was held and the alerts have cleared, with effects", async () => {
    const { incidentId, mitigationId } = await applied();
    const appliedAt = world.time.nowMs;
    world.figures.of = (fromMs) => (fromMs < appliedAt - 1 ? { p95Ms: 640, errorRatio: 0.1 } : {});
    await world.alerts(incidentId, 0);
    await watch(incidentId, 21);
    const incident = await incidentOf(incidentId);
    expect(incident).toMatchObject({ status: "resolved", resolution: { how: "mitigation" } });
    expect(incident?.verdict?.effects[0]).toMatchObject({ metric: "p95_ms", before: 640, after: 60 });
    expect(incident?.mitigatedAt?.getTime()).toBe(appliedAt);
    expect((await world.deps.store.mitigation(mitigationId))?.status).toBe("recovered");
  });

  it("is over when a person resolves the incident, and its workload is free for the next mitigation", async () => {
    const { incidentId, mitigationId } = await applied();
    await watch(incidentId, 2);
    const { preview } = (await world.deps.store.mitigation(mitigationId)) ?? {};
    const workload = `${preview?.namespace}/${preview?.workload}`;
    expect((await world.deps.store.mitigationOn(workload))?.id).toBe(mitigationId);
    await resolveIncident(world.deps, { caller: personCaller("commander"), incidentId, reason: "Seen enough" });
    expect((await world.deps.store.mitigation(mitigationId))?.status).toBe("inconclusive");
    expect(await world.deps.store.mitigationOn(workload)).toBeNull();
  });

  it("waits for alerts that clear late before it resolves", async () => {
    const { incidentId } = await applied();
    await watch(incidentId, 25);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "open", verdict: { verdict: "recovered" } });
    await world.alerts(incidentId, 0);
    await watch(incidentId, 1);
    expect((await incidentOf(incidentId))?.status).toBe("resolved");
  });

  it("restarts at a breach once, ends not recovered at the deadline, and never resolves", async () => {
    const { incidentId, mitigationId } = await applied();
    await world.alerts(incidentId, 0);
    world.figures.of = () => ({ p95Ms: 900 });
    await watch(incidentId, 62);
    expect(await restartsOf(incidentId)).toBe(1);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "open", verdict: { verdict: "not_recovered" } });
    expect((await world.deps.store.mitigation(mitigationId))?.status).toBe("not_recovered");
  });

  it("is inconclusive without figures: no series, or no Prometheus", async () => {
    const silent = await applied();
    await world.alerts(silent.incidentId, 0);
    world.figures.of = () => null;
    await watch(silent.incidentId, 62);
    expect(await incidentOf(silent.incidentId)).toMatchObject({ status: "open", verdict: { verdict: "inconclusive" } });

    const dead = await applied();
    world.figures.isReachable = false;
    await watch(dead.incidentId, 62);
    expect(await incidentOf(dead.incidentId)).toMatchObject({ status: "open", verdict: { verdict: "inconclusive" } });
  });

  it("loses nothing and doubles nothing when every look is made by another process", async () => {
    const { incidentId } = await applied();
    const startMs = world.time.nowMs;
    world.figures.of = (_from, toMs) => (toMs > startMs + 5_000 && toMs <= startMs + 8_000 ? { p95Ms: 900 } : {});
    await watch(incidentId, 32, true);
    expect(await restartsOf(incidentId)).toBe(1);
    expect((await incidentOf(incidentId))?.verdict).toMatchObject({
      verdict: "recovered",
      windowStartAt: new Date(startMs + 10_000).toISOString(),
    });
  });

  it("makes up for the looks that a dead worker missed", async () => {
    const { incidentId } = await applied();
    await world.alerts(incidentId, 0);
    world.time.nowMs += 40_000;
    await verifyRecovery(world.deps, { incidentId });
    expect((await incidentOf(incidentId))?.status).toBe("resolved");
  });

  it("writes one verdict when several workers look at once", async () => {
    const { incidentId } = await applied();
    await world.alerts(incidentId, 0);
    world.time.nowMs += 40_000;
    await Promise.all(
      Array.from({ length: 4 }, () => verifyRecovery({ ...world.deps, memory: new Map() }, { incidentId })),
    );
    const kinds = await world.kinds(incidentId);
    expect(kinds.filter((kind) => kind === "recovery_checked" || kind === "resolved")).toEqual([
      "recovery_checked",
      "resolved",
    ]);
  });
});

describe("an incident whose alerts cleared by themselves", () => {
  it("goes through the same window and is resolved as ended by itself", async () => {
    const incidentId = await world.incident();
    world.time.nowMs += 30_000;
    await world.alerts(incidentId, 0);
    await watch(incidentId, 24);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "resolved", resolution: { how: "by_itself" } });
  });

  it("is not recovered when an alert fires again, and is watched anew when that clears", async () => {
    const incidentId = await world.incident();
    await world.alerts(incidentId, 0);
    await watch(incidentId, 5);
    await world.alerts(incidentId, 1);
    await watch(incidentId, 2);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "open", verdict: { verdict: "not_recovered" } });
    await world.alerts(incidentId, 0);
    await watch(incidentId, 24);
    expect((await incidentOf(incidentId))?.status).toBe("resolved");
  });

  it("is no longer watched for itself once a rollback was approved", async () => {
    const incidentId = await world.incident();
    await world.alerts(incidentId, 0);
    await watch(incidentId, 5);
    const { planId, digest } = await world.plan(incidentId);
    const input = { digest, confirm: "", waivers: [] };
    await approveMitigation(world.deps, { caller: personCaller("commander"), planId, input });
    await watch(incidentId, 30);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "mitigating", verdict: null });
    await executeMitigation(world.deps, { mitigationId: planId });
    await watch(incidentId, 24);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "resolved", resolution: { how: "mitigation" } });
  });

  it("waits for a person when its recovery cannot be told", async () => {
    const incidentId = await world.incident();
    await world.alerts(incidentId, 0);
    world.figures.of = () => null;
    await watch(incidentId, 70);
    const kinds = await world.kinds(incidentId);
    expect(kinds.filter((kind) => kind === "verification_started")).toHaveLength(1);
    expect(await incidentOf(incidentId)).toMatchObject({ status: "open", verdict: { verdict: "inconclusive" } });
  });
});
