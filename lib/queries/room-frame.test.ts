import { describe, expect, it } from "vitest";
import { roomFrameSchema } from "@/lib/contracts/room";
import { createFrameCache, type FrameDeps, roomFrame, TICK_MS } from "./room-frame";
import { INCIDENT_ID, NOW_MS, roomWorld } from "./testing/room-world";

const LONG = 10_000;

function setup() {
  const world = roomWorld();
  const deps: FrameDeps = { ...world, store: world.reads, frames: createFrameCache() };
  const ask = (waitMs = LONG) => roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, waitMs });
  return { world, deps, ask };
}

/** Lets started refreshes end: fakes answer at once, so a few turns of the loop are enough. */
async function settle(deps: FrameDeps) {
  await Promise.all([...deps.frames.entries.values()].map(({ refresh }) => refresh));
}

describe("roomFrame", () => {
  it("is a frame of the contract on an aligned grid", async () => {
    const { ask } = setup();
    const frame = roomFrameSchema.parse(await ask());
    expect(frame.grid.fromMs % frame.grid.stepMs).toBe(0);
    expect(frame.latency.data?.columns).toHaveLength((frame.grid.toMs - frame.grid.fromMs) / frame.grid.stepMs + 1);
    expect(frame.signals.state).toBe("ok");
    expect(frame.baseline?.n).toBe(1_000);
  });

  it("asks upstreams as often for 200 viewers as for one", async () => {
    const one = setup();
    const many = setup();
    for (let tick = 0; tick < 3; tick += 1) {
      await one.ask();
      await Promise.all(Array.from({ length: 200 }, () => many.ask()));
      await Promise.all([settle(one.deps), settle(many.deps)]);
      one.world.time.nowMs += TICK_MS;
      many.world.time.nowMs += TICK_MS;
    }
    expect(many.world.calls).toEqual(one.world.calls);
    expect(one.world.calls.filter((name) => name === "breakers")).toHaveLength(3);
  });

  it("asks nobody while nobody looks, and once per tick while somebody does", async () => {
    const { ask, world, deps } = setup();
    await ask();
    const after = world.calls.length;
    for (let i = 0; i < 10; i += 1) await ask();
    expect(world.calls).toHaveLength(after);
    world.time.nowMs += 10 * TICK_MS;
    await ask();
    await settle(deps);
    expect(world.calls.filter((name) => name === "breakers")).toHaveLength(2);
  });

  it("does not wait for a silent upstream: nothing cached is null, cached is shown at once", async () => {
    const { ask, deps, world } = setup();
    const silent = { ...deps, metrics: { ...deps.metrics, signals: () => new Promise<never>(() => undefined) } };
    expect(await roomFrame(silent, { incidentId: INCIDENT_ID, rangeMin: 5, waitMs: 1 })).toBeNull();
    const first = await ask();
    world.time.nowMs += TICK_MS;
    const later = await roomFrame(
      { ...silent, frames: deps.frames },
      { incidentId: INCIDENT_ID, rangeMin: 20, waitMs: LONG },
    );
    expect(later?.atMs).toBe(first?.atMs);
  });

  it("keeps the last good data with its age, moved to the newer grid", async () => {
    const { ask, world, deps } = setup();
    const good = await ask();
    world.state.gap = "unreachable";
    world.time.nowMs += 2 * 10_000;
    await ask();
    await settle(deps);
    const stale = await ask();
    expect(stale?.latency).toMatchObject({
      state: "stale",
      reason: "unreachable",
      atMs: NOW_MS,
      failingSinceMs: NOW_MS + 20_000,
    });
    expect(stale?.latency.data?.columns).toHaveLength(good?.latency.data?.columns.length ?? 0);
    expect(stale?.latency.data?.columns.slice(-2)).toEqual([null, null]);
    expect(stale?.signals.data?.p95Ms.at(-3)).toBe(90);
    world.state.gap = null;
    world.time.nowMs += TICK_MS;
    await ask();
    await settle(deps);
    expect((await ask())?.latency).toMatchObject({ state: "ok", failingSinceMs: null });
  });

  it("says unknown, not healthy, when there never was a series; error when nobody answers", async () => {
    const none = setup();
    none.world.state.gap = "no_data";
    expect((await none.ask())?.breakers).toMatchObject({ state: "unknown", data: null, reason: "no_data" });
    const dead = setup();
    dead.world.state.gap = "timeout";
    expect((await dead.ask())?.breakers).toMatchObject({ state: "error", data: null, reason: "timeout" });
  });

  it("says so when there is no such incident", async () => {
    const { deps } = setup();
    await expect(roomFrame(deps, { incidentId: "none", rangeMin: 5, waitMs: LONG })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("asks for the baseline once, until what it depends on changes", async () => {
    const { ask, world, deps } = setup();
    for (let tick = 0; tick < 4; tick += 1) {
      await ask();
      await settle(deps);
      world.time.nowMs += TICK_MS;
    }
    expect(world.calls.filter((name) => name === "windows")).toHaveLength(1);
  });

  it("shows a stretch of the past as it was, and asks for it no more once all of it was seen", async () => {
    const { deps, world } = setup();
    //  |---- span ----|.............. now
    const span = { fromMs: NOW_MS - 30 * 60_000, toMs: NOW_MS - 20 * 60_000 };
    const ask = () => roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, span, waitMs: LONG });
    const frame = await ask();
    expect(frame?.grid).toEqual({ fromMs: span.fromMs, toMs: span.toMs, stepMs: 5_000 });
    for (let tick = 0; tick < 3; tick += 1) {
      world.time.nowMs += TICK_MS;
      await ask();
      await settle(deps);
    }
    expect(world.calls.filter((name) => name === "signals")).toHaveLength(2); // the span and the baseline
  });

  it("asks again for a stretch of the past that an upstream could not tell", async () => {
    const { deps, world } = setup();
    const span = { fromMs: NOW_MS - 30 * 60_000, toMs: NOW_MS - 20 * 60_000 };
    const ask = () => roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, span, waitMs: LONG });
    world.state.gap = "timeout";
    expect((await ask())?.signals.state).toBe("error");
    world.state.gap = null;
    world.time.nowMs += TICK_MS;
    await ask();
    await settle(deps);
    expect((await ask())?.signals.state).toBe("ok");
  });

  it("lays an earlier stretch over the signals, one more query however many look", async () => {
    const { deps, world } = setup();
    const ask = () => roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, compare: "yesterday", waitMs: LONG });
    const [frame] = await Promise.all(Array.from({ length: 50 }, ask));
    expect(frame?.comparison).toMatchObject({ state: "ok", data: { kind: "yesterday", shiftMs: 86_400_000 } });
    expect(frame?.comparison?.data?.signals.p95Ms).toHaveLength(frame?.signals.data?.p95Ms.length ?? 0);
    expect(world.calls.filter((name) => name === "signals")).toHaveLength(3); // now, then, the baseline
  });

  it("shows another service's signals and traces without mixing them up with the incident's", async () => {
    const { deps, ask } = setup();
    const other = await roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, service: "payment", waitMs: LONG });
    expect(other?.service).toBe("payment");
    expect((await ask())?.service).toBe("order");
  });

  it("shows where the time of a trace went, slowest trace first", async () => {
    const { ask, world } = setup();
    const span = {
      traceId: "a",
      spanId: "1",
      parentSpanId: null,
      service: "order",
      operation: "GET /items",
      kind: "server" as const,
      startUs: NOW_MS * 1_000,
      durationUs: 500_000,
      status: "ok" as const,
      statusMessage: null,
      attributes: {},
      version: "v2",
    };
    const child = { ...span, spanId: "2", parentSpanId: "1", operation: "SELECT", durationUs: 400_000 };
    const fast = { ...span, traceId: "b", durationUs: 350_000 };
    world.state.traces = [
      { traceId: "b", spans: [fast] },
      { traceId: "a", spans: [span, child] },
    ];
    const frame = await ask();
    const [first, second] = frame?.slowTraces.data?.rows ?? [];
    expect(first).toMatchObject({ traceId: "a", durationMs: 500, version: "v2" });
    expect(first?.selfTimes).toEqual([
      { service: "order", operation: "SELECT", selfMs: 400 },
      { service: "order", operation: "GET /items", selfMs: 100 },
    ]);
    expect(second?.traceId).toBe("b");
  });
});
