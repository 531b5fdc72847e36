import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/domain/actor";
import type { MitigationPreview } from "@/lib/domain/mitigation";
import { revisionOf, workloadFixture } from "@/lib/domain/workload.fixture";
import { approveMitigation } from "./approve-mitigation";
import { proposeMitigation } from "./propose-mitigation";
import { personCaller, tokenCaller } from "./testing/callers";
import { type MitigationWorld, mitigationWorld } from "./testing/mitigation-world";

let world: MitigationWorld;
beforeAll(async () => {
  world = await mitigationWorld();
});
afterAll(() => world?.close());

function approve(
  { planId, digest }: MitigationPreview,
  over: {
    caller?: Caller;
    confirm?: string;
    digest?: string;
    waivers?: { guardId: "traceable_image"; reason: string }[];
  } = {},
) {
  const { caller = personCaller("commander"), confirm = "", waivers = [] } = over;
  const input = { digest: over.digest ?? digest, confirm, waivers };
  return approveMitigation(world.deps, { caller, planId, input });
}
const statusOf = async (id: string) => (await world.deps.store.mitigation(id))?.status;
const jobsOf = async (id: string) =>
  (await world.postgres.pool.query("SELECT 1 FROM graphile_worker.jobs WHERE key = $1", [`execute-mitigation:${id}`]))
    .rowCount;

describe("proposing a rollback", () => {
  it("keeps plan, evidence and event together, and changes nothing in the cluster", async () => {
    const id = await world.incident();
    const preview = await world.plan(id, personCaller("responder"));
    expect(preview.guards.find((guard) => guard.id === "role")?.state).toBe("fail");
    expect(await world.kinds(id)).toEqual(["opened", "alerts_changed", "mitigation_planned"]);
    expect(await statusOf(preview.planId)).toBe("planned");
    const [evidence] = await world.deps.store.evidence(id);
    expect(evidence).toMatchObject({ source: "kubernetes", data: { mitigationId: preview.planId } });
    expect(world.cluster.patches).toBe(0);
  });

  it("answers with guards alone when there is nothing to put back or nobody to ask", async () => {
    const incidentId = await world.incident();
    const propose = () => {
      const input = { kind: "rollback" as const, target: {} };
      return proposeMitigation(world.deps, { caller: personCaller("commander"), incidentId, input });
    };
    world.cluster.change({ revisions: [revisionOf(2, "v2")] });
    expect(await propose()).toMatchObject({ ok: false });
    world.cluster.isReachable = false;
    const unreachable = await propose();
    expect(!unreachable.ok && unreachable.guards.find(({ id }) => id === "revision_exists")).toMatchObject({
      state: "unknown",
      params: { reason: "unreachable" },
    });
  });

  it("is not for a manager, nor for a viewer", async () => {
    const id = await world.incident();
    await expect(world.plan(id, personCaller("manager"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(world.plan(id, personCaller("viewer"))).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("approving a rollback", () => {
  it("records intent, event, claim, audit and job in one go", async () => {
    const id = await world.incident();
    const preview = await world.plan(id);
    await approve(preview);
    expect(await statusOf(preview.planId)).toBe("approved");
    expect(await jobsOf(preview.planId)).toBe(1);
    expect((await world.deps.store.incident(id))?.incident).toMatchObject({
      status: "mitigating",
      activeMitigationId: preview.planId,
    });
    expect(world.cluster.patches).toBe(0);
  });

  it("stands while pods flap: status is not part of what was approved", async () => {
    const preview = await world.plan(await world.incident());
    const now = world.cluster.workloadNow ?? workloadFixture();
    world.cluster.workloadNow = { ...now, resourceVersion: "777", availableReplicas: 0 };
    await expect(approve(preview)).resolves.toMatchObject({ mitigationId: preview.planId });
  });

  it("is refused when the cluster moved, names what moved, and the plan is over", async () => {
    const id = await world.incident();
    const preview = await world.plan(id);
    world.cluster.change({ templateHash: "hash-v3" });
    await expect(approve(preview)).rejects.toMatchObject({
      code: "moved",
      details: {
        moved: [{ path: "metadata.generation" }, { path: "spec.template", planned: "hash-v2", now: "hash-v3" }],
      },
    });
    expect(await statusOf(preview.planId)).toBe("refused");
    expect((await world.kinds(id)).at(-1)).toBe("mitigation_refused");
    expect(await jobsOf(preview.planId)).toBe(0);
  });

  it("is refused when a guard fails now, and may be tried again once it passes", async () => {
    const preview = await world.plan(await world.incident());
    world.cluster.dryRunMessage = "quota exceeded";
    await expect(approve(preview)).rejects.toMatchObject({ code: "guard_failed" });
    expect(await statusOf(preview.planId)).toBe("planned");
    world.cluster.dryRunMessage = "";
    await approve(preview);
    expect(await statusOf(preview.planId)).toBe("approved");
  });

  it("is refused after it expired, with another digest, and a second time", async () => {
    const preview = await world.plan(await world.incident());
    await expect(approve(preview, { digest: "0".repeat(64) })).rejects.toMatchObject({ code: "moved" });
    world.time.nowMs += 600_000;
    await expect(approve(preview)).rejects.toMatchObject({
      code: "moved",
      details: { moved: [{ path: "plan.expiresAt" }] },
    });
    expect(await statusOf(preview.planId)).toBe("planned");

    const next = await world.plan(await world.incident());
    await approve(next);
    await expect(approve(next)).rejects.toMatchObject({
      code: "moved",
      details: { moved: [{ path: "plan", now: "approved" }] },
    });
  });

  it("takes effect once when two click at the same moment", async () => {
    const id = await world.incident();
    const preview = await world.plan(id);
    const clicks = await Promise.allSettled(Array.from({ length: 5 }, () => approve(preview)));
    expect(clicks.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await world.kinds(id)).filter((kind) => kind === "mitigation_approved")).toHaveLength(1);
  });

  it("lets one mitigation at a time act on a workload, across incidents", async () => {
    const preview = await world.plan(await world.incident());
    const { cluster } = world;
    const name = cluster.workloadNow?.name ?? "";
    await approve(preview);
    const other = await world.incident();
    world.cluster.change({ name });
    const second = await world.plan(other);
    await expect(approve(second)).rejects.toMatchObject({
      code: "guard_failed",
      message: "Locked by: one_mitigation.",
    });
    expect(await statusOf(second.planId)).toBe("planned");
  });

  it("needs a commander; a token never approves its own plan, except on a game day", async () => {
    const preview = await world.plan(await world.incident());
    await expect(approve(preview, { caller: personCaller("responder") })).rejects.toMatchObject({ code: "forbidden" });
    const token = tokenCaller(["mitigate"]);
    const own = await world.plan(await world.incident(), token);
    await expect(approve(own, { caller: token })).rejects.toMatchObject({ code: "forbidden" });
    const input = { digest: own.digest, confirm: "", waivers: [] };
    await approveMitigation(
      { ...world.deps, cluster: world.cluster, allowOwnToken: true },
      { caller: token, planId: own.planId, input },
    );
    expect(await statusOf(own.planId)).toBe("approved");
  });

  it("must be typed in production, which is every environment not known to be another", async () => {
    const preview = await world.plan(await world.incident({ environment: "default" }));
    expect(preview.confirmText).toBe("order v1");
    await expect(approve(preview)).rejects.toMatchObject({ code: "invalid_input" });
    await approve(preview, { confirm: "order v1" });
    expect(await statusOf(preview.planId)).toBe("approved");
  });

  it("takes a reasoned waiver for an image that cannot be traced, from a commander and not from a token", async () => {
    const untraced = { revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { imageDigest: null })] };
    const incidentId = await world.incident();
    world.cluster.change(untraced);
    const preview = await world.plan(incidentId);
    const waivers = [{ guardId: "traceable_image" as const, reason: "seen running yesterday" }];
    await expect(approve(preview)).rejects.toMatchObject({ code: "guard_failed" });
    await expect(approve(preview, { waivers, caller: tokenCaller(["mitigate"], "t2") })).rejects.toMatchObject({
      code: "guard_failed",
    });
    await approve(preview, { waivers });
    expect((await world.deps.store.mitigation(preview.planId))?.waivers).toEqual(waivers);
  });
});
