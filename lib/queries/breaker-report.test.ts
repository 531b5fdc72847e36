import { describe, expect, it } from "vitest";
import { breakerReportSchema } from "@/lib/contracts/breaker-report";
import type { BreakerState } from "@/lib/domain/measurement";
import type { Span, Trace } from "@/lib/domain/trace";
import { type BreakerReportDeps, breakerReport, createBreakerReportCache } from "./breaker-report";
import { INCIDENT_ID, NOW_MS, roomWorld } from "./testing/room-world";

function breaker(caller: string, callee: string, state: BreakerState) {
  const podsOpen = state === "open" ? 1 : 0;
  return { caller, callee, state, pods: 2, podsOpen, podsHalfOpen: 0, openSince: null, flaps: 0 };
}

function failedCall(caller: string, callee: string, index: number): Trace {
  const span: Span = {
    traceId: `t${index}`,
    spanId: `s${index}`,
    parentSpanId: null,
    service: caller,
    operation: `POST /${callee}`,
    kind: "client",
    startUs: (NOW_MS - 30_000 - index * 1_000) * 1_000,
    durationUs: 2_000,
    status: "error",
    statusMessage: "deadline exceeded",
    attributes: { "peer.service": callee },
    version: null,
  };
  return { traceId: span.traceId, spans: [span] };
}

function setup() {
  const world = roomWorld();
  const deps: BreakerReportDeps = { ...world, store: world.reads, breakerReports: createBreakerReportCache() };
  return { world, deps, ask: () => breakerReport(deps, { incidentId: INCIDENT_ID }) };
}

describe("breakerReport", () => {
  it("keeps the last ten failures of each pair, with their traces, newest first", async () => {
    const { world, ask } = setup();
    world.state.breakers = [breaker("order", "payment", "open"), breaker("order", "stock", "closed")];
    world.state.traces = Array.from({ length: 14 }, (_, index) => failedCall("order", "payment", index));
    const report = breakerReportSchema.parse(await ask());
    const [payment, stock] = report.breakers;
    expect(payment?.failures.rows).toHaveLength(10);
    expect(payment?.failures.rows[0]).toMatchObject({ traceId: "t0", kind: "timeout" });
    expect(stock?.failures).toMatchObject({ state: "ok", rows: [] });
  });

  it("counts calls by metrics where they are counted, and by a sample of traces where they are not", async () => {
    const { world, ask } = setup();
    world.state.breakers = [breaker("order", "payment", "open"), breaker("risk", "bank", "open")];
    world.state.calls = [
      { caller: "order", callee: "payment", columns: [{ atMs: NOW_MS, total: 40, failed: 12, rejected: 3 }] },
    ];
    world.state.traces = [failedCall("risk", "bank", 1)];
    const { breakers } = await ask();
    expect(breakers[0]?.window).toMatchObject({ source: "metrics", columns: [{ total: 40, failed: 12 }] });
    expect(breakers[1]?.window.source).toBe("traces");
    expect(breakers[1]?.window.columns).toHaveLength(12);
    expect(breakers[1]?.window.columns.reduce((sum, { failed }) => sum + (failed ?? 0), 0)).toBe(1);
  });

  it("looks up the callers with the worst breakers, not all of thirty, and says whom it left out", async () => {
    const { world, ask } = setup();
    world.state.breakers = Array.from({ length: 30 }, (_, index) =>
      breaker(`s${index}`, "bank", index === 29 ? "open" : "closed"),
    );
    world.state.calls = world.state.breakers.map(({ caller, callee }) => ({
      caller,
      callee,
      columns: [{ atMs: NOW_MS, total: 1, failed: 0, rejected: 0 }],
    }));
    const { breakers } = await ask();
    expect(world.calls.filter((name) => name === "search")).toHaveLength(8);
    expect(breakers.find(({ caller }) => caller === "s29")?.failures.state).toBe("ok");
    expect(breakers.filter(({ failures }) => failures.state === "not_asked")).toHaveLength(22);
  });

  it("asks upstreams once per tick for however many viewers", async () => {
    const { world, ask } = setup();
    world.state.breakers = [breaker("order", "payment", "open")];
    await Promise.all(Array.from({ length: 100 }, ask));
    expect(world.calls.filter((name) => name === "breakers")).toHaveLength(1);
    world.time.nowMs += 5_000;
    await ask();
    expect(world.calls.filter((name) => name === "breakers")).toHaveLength(2);
  });

  it("names what could not be had instead of failing", async () => {
    const { world, ask } = setup();
    world.state.gap = "timeout";
    expect(await ask()).toMatchObject({
      breakers: [],
      guards: null,
      gaps: [
        { part: "breakers", source: "prometheus", reason: "timeout" },
        { part: "calls", source: "prometheus", reason: "timeout" },
      ],
    });
  });

  it("says so when there is no such incident, every time", async () => {
    const { deps } = setup();
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(breakerReport(deps, { incidentId: "none" })).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
