import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { ALERTMANAGER, FIREBREAK } from "@/lib/domain/actor";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { changeOf, type Story, T0 } from "@/lib/domain/diagnosis/shop.fixture";
import { diagnoseIncident } from "./diagnose-incident";
import { shopUpstreams } from "./testing/shop-upstreams";
import { watchIncident } from "./watch-incident";

const slowQuery: Story = {
  alertService: "order",
  troubleS: 120,
  alertS: 132,
  nowS: 136,
  world: {
    versionAt: (service, atS, roll) => (service === "order" && atS >= 120 && roll < (atS - 120) / 6 ? "v2" : "v1"),
    extraMs: ({ operation, version }, roll) => (operation === "ListItems" && version === "v2" && roll < 0.9 ? 450 : 0),
  },
};
const release = { ...changeOf("order", 120), id: uuidv7() };

let postgres: Postgres;
beforeAll(async () => {
  postgres = createPostgres({ url: (await testDatabase()).url, poolSize: 4 });
  await postgres.store.transaction((tx) => tx.saveChange(release));
});
afterAll(() => postgres.close());

async function open(): Promise<string> {
  const id = uuidv7();
  const at = new Date(T0 + slowQuery.alertS * 1_000);
  await postgres.store.transaction((tx) =>
    tx.createIncident(id, null, [
      {
        kind: "opened",
        at,
        actor: ALERTMANAGER,
        data: {
          title: "order is slow",
          service: "order",
          team: "checkout",
          environment: "demo",
          severity: "SEV-2",
          severityReason: "label",
          groupingReason: "new",
          recurrenceOf: null,
          origin: "alert",
          detectedAt: at.toISOString(),
        },
      },
    ]),
  );
  return id;
}

function depsOf(story = slowQuery) {
  const upstreams = shopUpstreams(story);
  return {
    ...upstreams,
    clock: { now: () => new Date(T0 + story.nowS * 1_000) },
    ids: { next: () => uuidv7() },
    store: postgres.store,
    settings: {
      recoveryWindowMs: () => 180_000,
      planTtlMs: () => 600_000,
      diagnosisDelayMs: () => 2_000,
      deviationForMs: () => 30_000,
      updateIntervals: () => ({ "SEV-1": 900_000, "SEV-2": 1_800_000, "SEV-3": 3_600_000 }),
    },
  };
}

/** Only `workloads` is asked of the cluster; the rest would throw. */
function withCluster(deps: ReturnType<typeof depsOf>) {
  const refused = () => Promise.reject(new Error("a diagnosis changes nothing"));
  const cluster = { ...deps.cluster, workload: refused, dryRun: refused, apply: refused, ping: refused };
  return { ...deps, cluster };
}

describe("diagnoseIncident", () => {
  it("names the release, with evidence stored under its checksum, within twelve queries", async () => {
    const incidentId = await open();
    const deps = withCluster(depsOf());
    const diagnosis = await diagnoseIncident(deps, { incidentId });
    expect(diagnosis?.hypotheses[0]).toMatchObject({
      cause: { service: "order", trigger: "release", mechanism: "latency" },
      version: "v2",
      mitigation: "rollback",
    });
    expect(deps.queries.length).toBeLessThanOrEqual(12);

    const evidence = new Map((await postgres.store.evidence(incidentId)).map((row) => [row.id, row]));
    const cited = diagnosis?.hypotheses.flatMap((hypothesis) => hypothesis.evidence) ?? [];
    expect(cited.length).toBeGreaterThan(0);
    for (const { id } of cited) {
      const row = evidence.get(id);
      expect(row?.sha256).toBe(createHash("sha256").update(canonicalJson(row?.data)).digest("hex"));
    }
    const { incident } = (await postgres.store.incident(incidentId)) ?? {};
    expect(incident?.diagnosis?.diagnosisId).toBe(diagnosis?.id);
    expect(incident?.impactStartAt).toEqual(diagnosis?.onsetAt);
    expect((await postgres.store.diagnosis(incidentId))?.hypotheses[0]?.evidence).toEqual(
      diagnosis?.hypotheses[0]?.evidence,
    );
  });

  it("does not repeat itself, and a cause keeps its id when more is known", async () => {
    const incidentId = await open();
    const first = await diagnoseIncident(withCluster(depsOf()), { incidentId });
    expect(await diagnoseIncident(withCluster(depsOf()), { incidentId })).toBeNull();
    const later = await diagnoseIncident(withCluster(depsOf({ ...slowQuery, nowS: 170 })), { incidentId });
    expect(later?.classes).toEqual(["sli_deviation"]);
    expect(later?.hypotheses[0]?.id).toBe(first?.hypotheses[0]?.id);
    const kinds = (await postgres.store.events(incidentId)).map(({ kind }) => kind);
    expect(kinds).toEqual(["opened", "diagnosed", "diagnosed"]);
  });

  it("works on without Jaeger and says what it could not ask", async () => {
    const incidentId = await open();
    const deps = withCluster(depsOf());
    deps.down.set("jaeger", "circuit_open");
    const diagnosis = await diagnoseIncident(deps, { incidentId });
    expect(diagnosis?.hypotheses[0]?.cause).toMatchObject({ service: "order", trigger: "release" });
    expect(diagnosis?.gaps).toContainEqual({ source: "jaeger", reason: "circuit_open", query: "jaeger.search" });
  });

  it("says that evidence does not suffice without Prometheus", async () => {
    const incidentId = await open();
    const deps = withCluster(depsOf());
    deps.down.set("prometheus", "unreachable");
    const diagnosis = await diagnoseIncident(deps, { incidentId });
    expect(diagnosis?.isInsufficient).toBe(true);
    expect(diagnosis?.hypotheses.every(({ mitigation }) => mitigation === "none")).toBe(true);
  });

  it("leaves a resolved incident alone", async () => {
    const incidentId = await open();
    const resolved = {
      kind: "resolved" as const,
      at: new Date(),
      actor: FIREBREAK,
      data: { how: "person" as const, reason: "" },
    };
    await postgres.store.transaction(async (tx) => {
      await tx.lockIncident(incidentId);
      await tx.append(incidentId, [resolved]);
    });
    const deps = withCluster(depsOf());
    expect(await diagnoseIncident(deps, { incidentId })).toBeNull();
    expect(deps.queries).toEqual([]);
  });
});

describe("watchIncident", () => {
  const jobs = async (incidentId: string) => {
    const { rows } = await postgres.pool.query<{ key: string }>(
      "SELECT key FROM graphile_worker.jobs WHERE key LIKE $1 ORDER BY key",
      [`%${incidentId}%`],
    );
    return rows.map(({ key }) => key.replace(incidentId, "ID"));
  };
  const told = async (incidentId: string) =>
    (await postgres.store.events(incidentId)).filter(({ kind }) => kind !== "opened");

  it("tells of a change once, and asks to look again", async () => {
    const incidentId = await open();
    const deps = withCluster(depsOf());
    expect(await watchIncident(deps, { incidentId, round: 0 })).toBe(true);
    expect(await watchIncident(deps, { incidentId, round: 1 })).toBe(true);
    expect(await told(incidentId)).toMatchObject([
      { kind: "change_seen", at: release.at, data: { service: "order", version: "v2" } },
    ]);
    expect(await jobs(incidentId)).toEqual(["diagnose:ID:+10000", "diagnose:ID:+30000", "watch:ID"]);
  });

  it("tells of a rollout that only the cluster knows, and of a breaker that opened; news asks for a diagnosis", async () => {
    const incidentId = await open();
    const breaker = {
      caller: "payment",
      callee: "bank",
      state: "open",
      pods: 2,
      podsOpen: 1,
      podsHalfOpen: 0,
      openSince: null,
      flaps: 1,
    } as const;
    const deps = withCluster(depsOf({ ...slowQuery, breakers: [breaker] }));
    await watchIncident(withCluster(depsOf()), { incidentId, round: 0 });
    deps.revisions.push(
      {
        namespace: "shop",
        name: "risk",
        service: "risk",
        version: "v7",
        revision: 4,
        commit: null,
        changedAt: new Date(T0 + 100_000),
      },
      {
        namespace: "shop",
        name: "auth",
        service: "auth",
        version: "v1",
        revision: 1,
        commit: null,
        changedAt: new Date(T0 + 100_000),
      },
    );
    await watchIncident(deps, { incidentId, round: 1 });
    await watchIncident(deps, { incidentId, round: 2 });
    expect((await told(incidentId)).slice(1)).toMatchObject([
      { kind: "change_seen", data: { service: "risk", version: "v7" } },
      { kind: "breaker_changed", data: { from: "closed", to: "open", callee: "bank" } },
    ]);
    expect(await jobs(incidentId)).toContain("diagnose:ID:news");
  });

  it("stops once the incident is resolved", async () => {
    expect(await watchIncident(withCluster(depsOf()), { incidentId: uuidv7(), round: 3 })).toBe(false);
  });
});
