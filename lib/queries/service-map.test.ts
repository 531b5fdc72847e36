import { describe, expect, it } from "vitest";
import { roomFrameSchema } from "@/lib/contracts/room";
import type { Span, Trace, TraceQuery } from "@/lib/domain/trace";
import { createFrameCache, type FrameDeps, roomFrame, TICK_MS } from "./room-frame";
import { INCIDENT_ID, NOW_MS, roomWorld } from "./testing/room-world";

const LONG = 10_000;

/** A request of `order` to `payment` that began at a time; a store of such traces that answers as Jaeger does. */
function request(id: number, startMs: number): Trace {
  const base = {
    traceId: `t${id}`,
    operation: "op",
    startUs: startMs * 1_000,
    durationUs: 50_000,
    status: "ok" as const,
    statusMessage: null,
    attributes: {},
    version: null,
  };
  const root: Span = { ...base, spanId: "1", parentSpanId: null, service: "order", kind: "server" };
  const call: Span = { ...base, spanId: "2", parentSpanId: "1", service: "order", kind: "client" };
  const answer: Span = { ...base, spanId: "3", parentSpanId: "2", service: "payment", kind: "server" };
  return { traceId: base.traceId, spans: [root, call, answer] };
}

function setup({ perS = 20 }: { perS?: number } = {}) {
  const world = roomWorld();
  const searches: TraceQuery[] = [];
  const layouts: number[] = [];
  const traces: FrameDeps["traces"] = {
    ...world.traces,
    async search(query, options) {
      const isFair = query.minDurationMs === undefined && query.attributes === undefined;
      if (!isFair) return world.traces.search(query, options);
      searches.push(query);
      const first = Math.ceil((query.from.getTime() / 1_000) * perS);
      const last = Math.floor((query.to.getTime() / 1_000) * perS);
      const ids = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => last - i).slice(0, query.limit);
      world.state.traces = ids.map((id) => request(id, (id / perS) * 1_000));
      const found = await world.traces.search(query, options);
      world.state.traces = [];
      return found.ok
        ? { ...found, value: { ...found.value, mayBeTruncated: ids.length === query.limit } }
        : { ...found, source: "jaeger" as const };
    },
  };
  const layout: FrameDeps["layout"] = {
    place(graph) {
      layouts.push(graph.nodes.length);
      return world.layout.place(graph);
    },
  };
  const deps: FrameDeps = { ...world, traces, layout, store: world.reads, frames: createFrameCache() };
  const ask = async (input: { rangeMin?: number; span?: { fromMs: number; toMs: number }; service?: string } = {}) => {
    const frame = await roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, waitMs: LONG, ...input });
    await Promise.all([...deps.frames.entries.values()].map(({ refresh }) => refresh));
    return frame === null ? null : roomFrameSchema.parse(frame);
  };
  return { world, deps, ask, searches, layouts };
}

describe("the room's service map", () => {
  it("is of the last settled minute, with rates from the measured one", async () => {
    const { ask, searches } = setup();
    const map = (await ask())?.map;
    expect(map).toMatchObject({ state: "ok", n: 100 });
    expect(searches).toMatchObject([{ service: "order", limit: 100 }]);
    expect(map?.data?.sample).toEqual({ fromMs: NOW_MS - 70_000, toMs: NOW_MS - 10_000 });
    expect(map?.data).toMatchObject({ isSampled: true, anchor: "order", anchorPerS: 40, traces: 100 });
    expect(map?.data?.edges).toMatchObject([{ caller: "order", callee: "payment", now: { n: 100 }, perS: 40 }]);
  });

  it("costs one search per tick, whatever the ranges, services and viewers", async () => {
    const { ask, searches, world } = setup();
    for (let tick = 0; tick < 6; tick += 1) {
      await Promise.all([ask(), ask({ rangeMin: 5 }), ask({ service: "payment" }), ask()]);
      expect(searches).toHaveLength(tick + 1);
      world.time.nowMs += TICK_MS;
    }
  });

  it("takes an equal part of every moment and forgets what is older than a minute", async () => {
    const { ask, searches, world } = setup();
    for (let tick = 0; tick < 20; tick += 1) {
      await ask();
      world.time.nowMs += TICK_MS;
    }
    await ask();
    const frame = await ask();
    const slices = searches.slice(2).map(({ from, to, limit }) => [to.getTime() - from.getTime(), limit]);
    // The second search was of the healthy stretch before: the third slice makes up for it.
    expect(slices).toEqual([[10_000, 40], ...Array.from({ length: slices.length - 1 }, () => [5_000, 40])]);
    // 12 slices of 5 s
    expect(frame?.map.data?.traces).toBe(12 * 40);
    expect(frame?.map.data?.sample.fromMs).toBe((frame?.map.data?.sample.toMs ?? 0) - 60_000);
  });

  it("compares with the healthy stretch, which it asks for once", async () => {
    const { ask, searches, world } = setup();
    for (let tick = 0; tick < 4; tick += 1) {
      await ask();
      world.time.nowMs += TICK_MS;
    }
    const frame = await ask();
    expect(frame?.map.data?.before).toMatchObject({ toMs: frame?.baseline?.toMs, traces: 100 });
    expect(frame?.map.data?.edges[0]?.was).toMatchObject({ n: 100, failed: 0, p95Ms: 50 });
    expect(searches.filter(({ to }) => to.getTime() === frame?.baseline?.toMs)).toHaveLength(1);
  });

  it("keeps the last map with its age while Jaeger is silent, and is laid out once per shape", async () => {
    const { ask, world, layouts } = setup();
    await ask();
    world.state.gap = "timeout";
    for (let tick = 0; tick < 2; tick += 1) {
      world.time.nowMs += TICK_MS;
      await ask();
    }
    const stale = (await ask())?.map;
    expect(stale).toMatchObject({ state: "stale", reason: "timeout", atMs: NOW_MS });
    expect(stale?.data?.edges).toHaveLength(1);
    expect(layouts).toEqual([2]);
  });

  it("draws a known call that the sample lacks, without figures, and no place that has nothing to do with it", async () => {
    const { deps, ask } = setup();
    const known = [
      { caller: "payment", callee: "external:bank" },
      { caller: "search", callee: "index" },
    ];
    Object.assign(deps, { callGraph: { ...deps.callGraph, edges: () => known } });
    const data = (await ask())?.map.data;
    expect(data?.nodes.map(({ id }) => id).sort()).toEqual(["external:bank", "order", "payment"]);
    expect(data?.edges.find(({ callee }) => callee === "external:bank")).toMatchObject({ now: { n: 0, p95Ms: null } });
  });

  it("shows the incident's service alone when there are no traces: an empty answer is not a failure", async () => {
    const { ask } = setup({ perS: 1e-9 });
    const map = (await ask())?.map;
    expect(map).toMatchObject({ state: "ok", n: 0 });
    expect(map?.data?.nodes).toMatchObject([{ id: "order", now: { n: 0 } }]);
  });

  it("searches a stretch that stands still once", async () => {
    const { ask, searches, world } = setup();
    const span = { fromMs: NOW_MS - 600_000, toMs: NOW_MS - 300_000 };
    for (let tick = 0; tick < 3; tick += 1) {
      await ask({ span });
      world.time.nowMs += TICK_MS;
    }
    const inSpan = searches.filter(({ from }) => from.getTime() === span.fromMs);
    expect(inSpan).toHaveLength(1);
    expect((await ask({ span }))?.map.data?.sample).toEqual(span);
  });
});
