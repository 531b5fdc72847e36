import { describe, expect, it } from "vitest";
import { selectedTracesSchema } from "@/lib/contracts/selected-traces";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import type { Exemplar } from "@/lib/domain/measurement";
import type { Trace, TraceQuery } from "@/lib/domain/trace";
import { drawnSpan } from "@/lib/domain/trace-drawing.fixture";
import { selectedTraces } from "./selected-traces";
import { NOW_MS, plainService, roomWorld } from "./testing/room-world";
import { createTraceReads } from "./trace-reads";

const SELECTION: HeatSelection = { fromMs: NOW_MS - 300_000, toMs: NOW_MS - 240_000, minMs: 300, maxMs: 1_000 };

/** A request to order that ended so long before NOW. */
function ended(id: string, agoMs: number, durationMs: number, version = "r6"): Trace {
  const endUs = (NOW_MS - agoMs) * 1_000;
  const attributes = { "service.version": version };
  const span = drawnSpan(`${id}-o`, [endUs - durationMs * 1_000, endUs], {
    service: "order",
    kind: "server",
    traceId: id,
    attributes,
    version,
  });
  return { traceId: id, spans: [span] };
}

function setup(traces: readonly Trace[], exemplars: readonly Exemplar[] = []) {
  const world = roomWorld();
  const searched: TraceQuery[] = [];
  const base = world.metrics;
  const deps = {
    clock: world.clock,
    traceReads: createTraceReads(),
    metrics: {
      ...base,
      exemplars: async () => ({
        ok: true as const,
        value: exemplars,
        at: new Date(NOW_MS),
        query: "exemplars",
        n: exemplars.length,
      }),
    },
    traces: {
      ...world.traces,
      // As a store does: by start and by the duration of the service's spans.
      search: async (query: TraceQuery) => {
        searched.push(query);
        const found = traces.filter(({ spans }) =>
          spans.some(
            ({ startUs, durationUs }) =>
              startUs >= query.from.getTime() * 1_000 &&
              startUs <= query.to.getTime() * 1_000 &&
              durationUs >= (query.minDurationMs ?? 0) * 1_000 &&
              durationUs <= (query.maxDurationMs ?? Number.POSITIVE_INFINITY) * 1_000,
          ),
        );
        const value = {
          // The newest ones.
          traces: found.sort((a, b) => startOf(b) - startOf(a)).slice(0, query.limit),
          limit: query.limit,
          mayBeTruncated: found.length >= query.limit,
          api: "v3" as const,
        };
        return { ok: true as const, value, at: new Date(NOW_MS), query: "GET /api/v3/traces", n: found.length };
      },
    },
  };
  return {
    deps,
    searched,
    ask: (selection = SELECTION) => selectedTraces(deps, { service: plainService("order"), selection }),
  };
}

const startOf = ({ spans }: Trace) => spans[0]?.startUs ?? 0;
const inside = Array.from({ length: 12 }, (_, i) => ended(`in-${i}`, 290_000 - i * 1_000, 400 + i, "r7"));
const outside = Array.from({ length: 20 }, (_, i) => ended(`out-${i}`, 290_000 - i * 1_000, 40, "r6"));

describe("the traces of a rectangle", () => {
  it("are searched by its time and durations, the earliest start that can end in it included", async () => {
    const { ask, searched } = setup([...inside, ...outside]);
    await ask();
    expect(searched[0]).toMatchObject({
      service: "order",
      from: new Date(SELECTION.fromMs - 1_000),
      to: new Date(SELECTION.toMs - 300),
      minDurationMs: 300,
      maxDurationMs: 1_000,
      limit: 100,
    });
    expect(searched[1]).not.toHaveProperty("minDurationMs");
  });

  it("are told apart from the rest of the same time, with both sample sizes", async () => {
    const elsewhere = [
      ended("early", 400_000, 500, "r5"),
      ended("late", 100_000, 500, "r5"),
      ended("long", 270_000, 5_000, "r7"),
    ];
    const answer = selectedTracesSchema.parse(await setup([...inside, ...outside, ...elsewhere]).ask());
    expect(answer.inside).toMatchObject({ n: 12, mayBeTruncated: false });
    // The fast ones and the one above the rectangle; those of another time are neither.
    expect(answer.outside).toMatchObject({ n: 21 });
    expect(answer.rows[0]).toMatchObject({ traceId: "in-11", durationMs: 411 });
    expect(answer.comparison.rows[0]).toMatchObject({
      service: "order",
      key: "service.version",
      value: "r7",
      inHits: 12,
      outHits: 1,
    });
    expect(answer.exemplars).toEqual([]);
  });

  it("are asked for once by 200 viewers, and again when the rectangle still moves", async () => {
    const { ask, searched, deps } = setup(inside);
    await Promise.all(Array.from({ length: 200 }, () => ask()));
    // One inside, four parts of the rest of its time.
    expect(searched).toHaveLength(5);
    const now = { ...SELECTION, toMs: NOW_MS };
    await ask(now);
    deps.clock.now = () => new Date(NOW_MS + 6_000);
    await ask(now);
    await ask();
    expect(searched).toHaveLength(15);
  });

  it("are compared with all of their time, not with its last seconds", async () => {
    //  r6, fast ............................ r7, slow: 30/s
    //  |---------------- 50 s --------------|------- 10 s ------|
    const slow = Array.from({ length: 300 }, (_, i) => ended(`s-${i}`, 250_000 - i * 33, 500, "r7"));
    const fast = Array.from({ length: 1_500 }, (_, i) => ended(`f-${i}`, 300_000 - i * 33, 40, "r6"));
    const answer = await setup([...slow, ...fast]).ask();
    expect(answer.inside.n).toBe(100);
    expect(answer.outside).toMatchObject({ limit: 200, mayBeTruncated: true });
    expect(answer.outside?.n).toBeGreaterThan(140);
    expect(answer.comparison.rows[0]).toMatchObject({ key: "service.version", value: "r7" });
  });

  it("say when the store may have more than it was asked for", async () => {
    const many = Array.from({ length: 150 }, (_, i) => ended(`m-${i}`, 290_000 - i * 100, 500));
    expect((await setup(many).ask()).inside).toMatchObject({ n: 100, limit: 100, mayBeTruncated: true });
  });

  it("fall back to the exemplars of the same rectangle when the store has none", async () => {
    const exemplar = (traceId: string, agoMs: number, valueS: number): Exemplar => ({
      traceId,
      valueS,
      at: new Date(NOW_MS - agoMs),
      labels: {},
    });
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const { ask } = setup(outside, [
      exemplar(id.toUpperCase(), 250_000, 0.65),
      exemplar(id, 251_000, 0.65),
      exemplar("a".repeat(32), 250_000, 0.2),
      exemplar("b".repeat(32), 100_000, 0.65),
      exemplar("none", 250_000, 0.65),
    ]);
    const answer = await ask();
    expect(answer.exemplars).toEqual([{ traceId: id, atMs: NOW_MS - 250_000, valueMs: 650 }]);
    expect(answer.comparison).toMatchObject({ isEnough: false, inN: 0, outN: 20, rows: [] });
  });

  it("are unknown, with the reason, while the store does not answer", async () => {
    const { deps } = setup([]);
    const dead = {
      ...deps,
      traces: {
        ...deps.traces,
        search: async () => ({
          ok: false as const,
          source: "jaeger" as const,
          reason: "timeout" as const,
          at: new Date(NOW_MS),
          query: "GET x",
        }),
      },
    };
    const answer = await selectedTraces(dead, { service: plainService("order"), selection: SELECTION });
    expect(answer).toMatchObject({ state: "error", reason: "timeout", outside: null, rows: [] });
  });
});
