import { describe, expect, it } from "vitest";
import type { Diagnosis } from "./cause";
import { lockingGuards } from "./guard";
import { type GuardInput, guardsOf } from "./guards";
import { planRollback } from "./rollback";
import type { Workload } from "./workload";
import { revisionOf, workloadFixture } from "./workload.fixture";

const at = new Date("2026-11-20T12:00:00Z");

function inputOf(over: Partial<GuardInput> & { on?: Partial<Workload>; revision?: number } = {}): GuardInput {
  const { on, revision = null, ...rest } = over;
  const workload = workloadFixture(on);
  return {
    checkedAt: at,
    approver: { mayApprove: true, role: "commander" },
    incident: { status: "open" },
    workload: { ok: true, value: workload, at, query: "GET", n: null },
    planning: planRollback({ workload, service: "order", revision }),
    dryRun: { ok: true, value: { isAccepted: true, message: "" }, at, query: "PATCH", n: null },
    otherMitigation: null,
    diagnosis: diagnosisOf("order", "release", "v2"),
    service: "order",
    changes: [],
    ...rest,
  };
}

function diagnosisOf(service: string, trigger: "release" | "traffic", version: string | null): Diagnosis {
  const cause = { service, trigger, mechanism: "latency" as const };
  const hypothesis = {
    id: "h",
    rank: 1,
    cause,
    version,
    confidence: 0.81,
    evidence: [],
    mitigation: "rollback" as const,
  };
  const rest = { unexplained: 0.1, isInsufficient: false, onsetAt: null, classes: [], gaps: [] };
  return { id: "d", at, durationMs: 10, hypotheses: [hypothesis], ...rest };
}

function stateOf(id: string, over: Parameters<typeof inputOf>[0] = {}): string | undefined {
  return guardsOf(inputOf(over)).find((guard) => guard.id === id)?.state;
}

const progressing = (reason: string) => [{ type: "Progressing", status: "True", reason, message: "" }];

describe("guards of a rollback", () => {
  it("all pass on a settled bad release that is the suspect, and nothing locks", () => {
    const guards = guardsOf(inputOf());
    expect(guards.filter(({ state }) => state !== "pass")).toEqual([]);
    expect(guards).toHaveLength(12);
    expect(lockingGuards(guards, [])).toEqual([]);
  });

  it.each([
    ["role", { approver: { mayApprove: false, role: "responder" } }, "fail"],
    ["incident_open", { incident: { status: "resolved" } }, "fail"],
    ["revision_exists", { revision: 9 }, "fail"],
    ["revision_differs", { revision: 2 }, "fail"],
    ["not_paused", { on: { isPaused: true } }, "fail"],
    ["no_rollout_running", { on: { observedGeneration: 3 } }, "fail"],
    ["no_rollout_running", { on: { updatedReplicas: 1, conditions: progressing("ReplicaSetUpdated") } }, "fail"],
    ["one_mitigation", { otherMitigation: { id: "m", status: "applying" } }, "fail"],
    ["one_mitigation", { otherMitigation: { id: "m", status: "unknown" } }, "warn"],
    [
      "dry_run",
      { dryRun: { ok: true as const, value: { isAccepted: false, message: "no" }, at, query: "", n: null } },
      "fail",
    ],
    [
      "dry_run",
      { dryRun: { ok: false as const, source: "kubernetes" as const, reason: "timeout" as const, at, query: "" } },
      "unknown",
    ],
    ["release_is_suspect", { diagnosis: diagnosisOf("order", "traffic", null) }, "warn"],
    ["release_is_suspect", { diagnosis: diagnosisOf("payment", "release", "v2") }, "warn"],
    ["release_is_suspect", { diagnosis: diagnosisOf("order", "release", "v7") }, "warn"],
    ["release_is_suspect", { diagnosis: null }, "warn"],
    ["managed_elsewhere", { on: { labels: { "argocd.argoproj.io/instance": "shop" } } }, "warn"],
  ])("%s %o is %s", (id, over, state) => {
    expect(stateOf(id, over)).toBe(state);
  });

  it("does not take failing pods or a stuck rollout for a rollout under way: both are what a rollback is for", () => {
    expect(stateOf("no_rollout_running", { on: { availableReplicas: 0 } })).toBe("pass");
    const stuck = { updatedReplicas: 1, conditions: progressing("ProgressDeadlineExceeded") };
    expect(stateOf("no_rollout_running", { on: stuck })).toBe("pass");
  });

  it("warns when a rollout may drop requests", () => {
    const strategy = {
      maxUnavailable: "100%",
      maxSurge: "0",
      hasReadinessProbe: false,
      hasPreStop: false,
      gracePeriodS: 30,
    };
    const guard = guardsOf(inputOf({ on: { strategy } })).find(({ id }) => id === "no_dropped_requests");
    expect(guard).toMatchObject({ state: "warn", params: { missing: "readiness_probe, pre_stop, spare_pod" } });
  });

  it("cannot tell anything about a cluster that does not answer, and that is not a pass", () => {
    const gap = { ok: false as const, source: "kubernetes" as const, reason: "unreachable" as const, at, query: "" };
    const guards = guardsOf(inputOf({ workload: gap, planning: null, dryRun: null }));
    const unknown = guards.filter(({ state }) => state === "unknown").map(({ id }) => id);
    expect(unknown).toContain("revision_exists");
    expect(unknown).toContain("dry_run");
    expect(lockingGuards(guards, []).length).toBeGreaterThanOrEqual(unknown.length);
  });
});

describe("a traceable image", () => {
  const untold = { revisions: [revisionOf(2, "v2"), revisionOf(1, "v1", { imageDigest: null, commit: null })] };
  const told = {
    id: "c",
    kind: "deploy" as const,
    service: "order",
    environment: "demo",
    version: "v1",
    previousVersion: null,
    commit: "abc",
    imageDigest: "sha256:1",
    url: null,
    summary: "",
    at,
    source: "webhook" as const,
  };

  it("is unknown for a tag alone, and only a reasoned waiver lifts that", () => {
    const guards = guardsOf(inputOf({ on: untold }));
    expect(lockingGuards(guards, []).map(({ id }) => id)).toEqual(["traceable_image"]);
    expect(lockingGuards(guards, [{ guardId: "traceable_image", reason: " " }])).toHaveLength(1);
    expect(lockingGuards(guards, [{ guardId: "traceable_image", reason: "built by hand, seen running" }])).toEqual([]);
  });

  it("is one that CI told of", () => {
    expect(stateOf("traceable_image", { on: untold, changes: [told] })).toBe("pass");
    expect(stateOf("traceable_image", { on: untold, changes: [{ ...told, version: "v0" }] })).toBe("unknown");
  });
});
