import { describe, expect, it } from "vitest";
import { roomLogsSchema } from "@/lib/contracts/room-logs";
import { incidentOf } from "@/lib/domain/incident";
import type { WorkloadLogs } from "@/lib/domain/logs/log-lines";
import type { GapReason, Measured } from "@/lib/domain/upstream";
import type { Cluster, Logs } from "@/lib/ports";
import { createLogsCache, LOGS_FRESH_MS, type LogsDeps, roomLogs, warmLogs } from "./room-logs";
import { NOW_MS, openedEvents, plainService } from "./testing/room-world";

const line = { atMs: NOW_MS - 1_000, text: '{"level":"error","msg":"cannot load cart"}' };
const logsOf = (pod: string): WorkloadLogs => ({
  pods: [
    {
      pod,
      isReady: true,
      restarts: 0,
      waiting: null,
      lastTermination: null,
      logs: [{ container: "app", isPrevious: false, isCut: false, lines: [line] }],
    },
  ],
  unread: [{ pod: `${pod}-2`, container: "app", isPrevious: false, reason: "timeout" }],
  podsLeftOut: 0,
});

function setup() {
  const time = { nowMs: NOW_MS };
  const state: { gap: GapReason | null; asked: string[]; found: number } = { gap: null, asked: [], found: 0 };
  const now = () => new Date(time.nowMs);
  const gapOf = (reason: GapReason) =>
    ({ ok: false, source: "kubernetes", reason, at: now(), query: "q" }) satisfies Measured<never>;
  const logs: Logs = {
    workloadLogs: async ({ namespace, name }) => {
      state.asked.push(`${namespace}/${name}`);
      if (state.gap !== null) return gapOf(state.gap);
      if (name === "gone") return { ok: true, value: null, at: now(), query: "q", n: null };
      return { ok: true, value: logsOf(`${name}-1`), at: now(), query: "q", n: null };
    },
  };
  const workloads: Cluster["workloads"] = async () => {
    state.found += 1;
    const more = { version: null, revision: 1, commit: null, changedAt: now() };
    return {
      ok: true,
      value: [{ namespace: "shop", name: "found", service: "risk", ...more }],
      at: now(),
      query: "q",
      n: 1,
    };
  };
  const notAsked = () => Promise.reject(new Error("logs ask the cluster for nothing else"));
  const cluster: Cluster = { workloads, workload: notAsked, dryRun: notAsked, apply: notAsked, ping: notAsked };
  const deps: LogsDeps = {
    clock: { now },
    logs,
    cluster,
    catalogue: {
      services: () => [],
      discover: () => undefined,
      service: (name) => ({
        ...plainService(name),
        workload: name === "risk" ? null : { namespace: "shop", deployment: name },
      }),
    },
    cache: createLogsCache(),
  };
  const incident = (services: readonly string[] = ["order"]) => ({ ...incidentOf(openedEvents()), services });
  return { deps, time, state, ask: (services?: readonly string[]) => roomLogs(deps, { incident: incident(services) }) };
}

describe("roomLogs", () => {
  it("answers the contract with what was read and what was not", async () => {
    const { ask } = setup();
    const panel = roomLogsSchema.parse(await ask());
    expect(panel).toMatchObject({ state: "ok", n: 1, atMs: NOW_MS });
    expect(panel.data?.groups).toMatchObject([{ kind: "error", template: "cannot load cart", n: 1 }]);
    expect(panel.data?.unread).toMatchObject([{ pod: "order-1-2", reason: "timeout" }]);
  });

  it("reads once for any number of viewers, and not again before five seconds have passed", async () => {
    const { ask, state, time } = setup();
    await Promise.all(Array.from({ length: 50 }, () => ask()));
    time.nowMs += LOGS_FRESH_MS - 1;
    await ask();
    expect(state.asked).toHaveLength(1);
    time.nowMs += 1;
    await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(state.asked).toHaveLength(2);
  });

  it("is read while the room opens, so that the room's own question finds it", async () => {
    const { deps, state, ask } = setup();
    warmLogs(deps, { ...incidentOf(openedEvents()), services: ["order"] });
    expect((await ask()).state).toBe("ok");
    expect(state.asked).toHaveLength(1);
  });

  it("keeps the last reading when the cluster is silent, says since when, and recovers by itself", async () => {
    const { ask, state, time } = setup();
    await ask();
    state.gap = "timeout";
    time.nowMs += LOGS_FRESH_MS;
    await ask();
    time.nowMs += LOGS_FRESH_MS;
    expect(await ask()).toMatchObject({
      state: "stale",
      reason: "timeout",
      atMs: NOW_MS,
      failingSinceMs: NOW_MS + LOGS_FRESH_MS,
      data: { linesRead: 1 },
    });
    state.gap = null;
    time.nowMs += LOGS_FRESH_MS;
    expect(await ask()).toMatchObject({ state: "ok", failingSinceMs: null });
  });

  it("says error, not empty, when nothing was ever read, and unknown without a cluster", async () => {
    const dead = setup();
    dead.state.gap = "unreachable";
    expect(await dead.ask()).toMatchObject({ state: "error", data: null, reason: "unreachable" });
    const none = setup();
    none.state.gap = "not_configured";
    expect(await none.ask()).toMatchObject({ state: "unknown", reason: "not_configured" });
  });

  it("reads the primary service first, finds Deployments that the catalogue does not name, and names what it left out", async () => {
    const { ask, state, time } = setup();
    const panel = await ask(["gone", "order", "risk", "auth"]);
    expect(state.asked).toEqual(["shop/order", "shop/gone", "shop/found"]);
    expect(panel.data?.servicesUnread).toEqual([
      { service: "auth", reason: "left_out" },
      { service: "gone", reason: "no_workload" },
    ]);
    time.nowMs += LOGS_FRESH_MS;
    await ask(["risk"]);
    expect(state.found).toBe(1);
  });
});
