import { describe, expect, it } from "vitest";
import { traceCohortsSchema } from "@/lib/contracts/trace-cohorts";
import type { Change } from "@/lib/domain/change";
import type { Trace, TraceQuery } from "@/lib/domain/trace";
import { drawnSpan } from "@/lib/domain/trace-drawing.fixture";
import { NOW_MS, plainService, roomWorld } from "./testing/room-world";
import { traceCohorts } from "./trace-cohorts";
import { createTraceReads } from "./trace-reads";

/** gateway 20 ms around order, which took so long and answered as that version. */
function request(id: string, orderMs: number, version = "r6"): Trace {
  const at = (NOW_MS - 60_000) * 1_000;
  const span = (name: string, fromMs: number, toMs: number, rest: object) =>
    drawnSpan(`${id}-${name}`, [at + fromMs * 1_000, at + toMs * 1_000], {
      traceId: id,
      operation: name,
      kind: "server",
      ...rest,
    });
  return {
    traceId: id,
    spans: [
      span("GET /", 0, orderMs + 20, { service: "gateway" }),
      span("place", 10, orderMs + 10, { service: "order", version, parentSpanId: `${id}-GET /` }),
    ],
  };
}
const some = (n: number, name: string, ms: number, version?: string) =>
  Array.from({ length: n }, (_, i) => request(`${name}${i}`, ms + i, version));

/** From the earliest to the latest moment that the searches ask for. */
const stretchOf = (searches: readonly TraceQuery[]) => ({
  fromMs: Math.min(...searches.map(({ from }) => from.getTime())),
  toMs: Math.max(...searches.map(({ to }) => to.getTime())),
});

const RELEASE: Change = {
  id: "c1",
  kind: "deploy",
  service: "order",
  environment: "demo",
  version: "r7",
  previousVersion: "r6",
  commit: null,
  imageDigest: null,
  url: null,
  summary: "r7",
  at: new Date(NOW_MS - 120_000),
  source: "cluster",
};

function setup(traces: readonly Trace[], changes: readonly Change[] = []) {
  const world = roomWorld();
  const searched: TraceQuery[] = [];
  const deps = {
    clock: world.clock,
    store: { changes: async () => changes },
    traceReads: createTraceReads(),
    traces: {
      ...world.traces,
      search: async (query: TraceQuery) => {
        searched.push(query);
        const value = { traces, limit: query.limit, mayBeTruncated: false, api: "v3" as const };
        return { ok: true as const, value, at: new Date(NOW_MS), query: "GET /api/v3/traces", n: traces.length };
      },
    },
  };
  const ask = async (by: "speed" | "release") =>
    traceCohortsSchema.parse(
      await traceCohorts(deps, { service: plainService("order"), by, rangeMin: 20, span: null }),
    );
  return { ask, searched, deps };
}

describe("slow against fast", () => {
  it("parts at the objective and names what explains the difference first", async () => {
    const { ask, searched } = setup([...some(6, "slow", 600), ...some(8, "fast", 50)]);
    const answer = await ask("speed");
    expect(answer).toMatchObject({ state: "ok", a: { n: 6 }, b: { n: 8 }, splitMs: 300, splitAt: "objective" });
    expect(answer.rows[0]).toMatchObject({
      service: "order",
      operation: "place",
      a: { traces: 6, n: 6 },
      b: { traces: 8 },
    });
    expect(answer.rows[0]?.differenceMs).toBeCloseTo(602.5 - 53.5, 6);
    const sides = searched.map(({ minDurationMs, maxDurationMs }) => `${minDurationMs}-${maxDurationMs}`);
    expect(new Set(sides)).toEqual(new Set(["300-undefined", "undefined-300"]));
  });

  it("parts at the median when one side of the objective is too small, and says so", async () => {
    const answer = await setup(some(14, "fast", 50)).ask("speed");
    expect(answer).toMatchObject({ splitAt: "median", splitMs: 56.5, a: { n: 7 }, b: { n: 7 } });
  });

  it("has no rows below five traces on a side", async () => {
    expect(await setup(some(6, "fast", 50)).ask("speed")).toMatchObject({ minTraces: 5, a: { n: 3 }, rows: [] });
  });

  it("looks at the stretch that the room stands still at", async () => {
    const { deps, searched } = setup(some(14, "fast", 50));
    const span = { fromMs: NOW_MS - 900_000, toMs: NOW_MS - 600_000 };
    await traceCohorts(deps, { service: plainService("order"), by: "speed", rangeMin: 20, span });
    expect(stretchOf(searched)).toEqual(span);
  });

  it("is asked for once by 200 viewers", async () => {
    const one = setup(some(14, "fast", 50));
    await one.ask("speed");
    const { ask, searched } = setup(some(14, "fast", 50));
    await Promise.all(Array.from({ length: 200 }, () => ask("speed")));
    expect(searched).toHaveLength(one.searched.length);
  });

  it("asks for traces of the whole stretch, not for the newest ones alone", async () => {
    const { ask, searched } = setup(some(14, "fast", 50));
    await ask("speed");
    const slow = searched.filter(({ minDurationMs }) => minDurationMs === 300);
    expect(slow.length).toBeGreaterThan(1);
    expect(stretchOf(slow)).toEqual({ fromMs: NOW_MS - 20 * 60_000, toMs: NOW_MS });
    expect(slow.reduce((sum, { limit }) => sum + limit, 0)).toBe(100);
  });
});

describe("before against after a release", () => {
  it("goes by the version of the spans, on both sides of the newest deploy", async () => {
    const { ask, searched } = setup(
      [...some(6, "old", 60, "r6"), ...some(7, "new", 400, "r7"), request("other", 60, "r5")],
      [RELEASE],
    );
    const answer = await ask("release");
    expect(answer).toMatchObject({
      a: { n: 7, version: "r7" },
      b: { n: 6, version: "r6" },
      neither: 1,
      releasedMs: RELEASE.at.getTime(),
    });
    expect(answer.rows[0]).toMatchObject({ service: "order", operation: "place" });
    const releasedMs = RELEASE.at.getTime();
    expect(stretchOf(searched.filter(({ to }) => to <= RELEASE.at)).toMs).toBe(releasedMs);
    expect(stretchOf(searched.filter(({ from }) => from >= RELEASE.at)).fromMs).toBe(releasedMs);
    expect(searched.every(({ from, to }) => to <= RELEASE.at || from >= RELEASE.at)).toBe(true);
  });

  it("takes the commonest other version for the one before when nobody said it", async () => {
    const { ask } = setup(
      [...some(6, "old", 60, "r5"), ...some(7, "new", 400, "r7")],
      [{ ...RELEASE, previousVersion: null }],
    );
    expect(await ask("release")).toMatchObject({ b: { n: 6, version: "r5" } });
  });

  it("is unknown without a known release", async () => {
    const { ask, searched } = setup(some(9, "x", 50), [{ ...RELEASE, kind: "flag" }]);
    expect(await ask("release")).toMatchObject({ state: "unknown", reason: "no_release", rows: [] });
    expect(searched).toEqual([]);
  });
});
