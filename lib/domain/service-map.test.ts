import { describe, expect, it } from "vitest";
import { redPathOf, troubleOf } from "./map-trouble";
import { type MapEdge, type ServiceMap, serviceMapOf } from "./service-map";
import type { TraceReading } from "./trace-reading";

/** One request gateway → order → payment; `payment` fails or takes longer as told. */
function reading(
  id: number,
  { paymentUs = 50_000, isError = false, skip = false }: { paymentUs?: number; isError?: boolean; skip?: boolean } = {},
): TraceReading {
  const place = (name: string, us: number, selfUs: number) => ({
    place: name,
    kind: "service" as const,
    spans: 1,
    answersUs: [us],
    failedAnswers: 0,
    selfUs,
  });
  return {
    traceId: `t${id}`,
    startMs: id,
    entry: "gateway",
    calls: [
      { caller: "gateway", callee: "order", durationUs: 100_000, isError },
      ...(skip ? [] : [{ caller: "order", callee: "payment", durationUs: paymentUs, isError }]),
    ],
    places: [
      place("gateway", 100_000, 10_000),
      place("order", 90_000, 40_000),
      ...(skip ? [] : [place("payment", paymentUs, 50_000)]),
    ],
  };
}
const many = (n: number, over: Parameters<typeof reading>[1] = {}) =>
  Array.from({ length: n }, (_, i) => reading(i, over));
const base = { before: null, knownEdges: [], anchor: { service: "order", perS: null } };
const edgeOf = (map: ServiceMap, name: string): MapEdge => {
  const found = map.edges.find(({ caller, callee }) => `${caller}>${callee}` === name);
  if (!found) throw new Error(`no edge ${name}`);
  return found;
};

describe("serviceMapOf", () => {
  it("estimates an edge's rate from the measured rate of the searched service", () => {
    // 40 sampled requests of order stand for 400/s; 10 of them called payment: 100/s
    const map = serviceMapOf({
      ...base,
      now: [...many(10), ...many(30, { skip: true })],
      anchor: { service: "order", perS: 400 },
    });
    expect(edgeOf(map, "order>payment")).toMatchObject({ now: { n: 10, failed: 0, p95Ms: 50 }, perS: 100 });
    expect(edgeOf(map, "gateway>order").perS).toBe(400);
  });

  it("says no rate rather than a guessed one", () => {
    expect(edgeOf(serviceMapOf({ ...base, now: many(5) }), "order>payment").perS).toBeNull();
    const other = serviceMapOf({ ...base, now: many(5), anchor: { service: "cron", perS: 9 } });
    expect(edgeOf(other, "order>payment").perS).toBeNull();
  });

  it("shows where the time goes, adding up to one", () => {
    const map = serviceMapOf({ ...base, now: many(7) });
    expect(map.nodes.map(({ id, selfRatio }) => [id, selfRatio])).toEqual([
      ["gateway", 0.1],
      ["order", 0.4],
      ["payment", 0.5],
    ]);
  });

  it("counts in how many of the failing traces a call failed", () => {
    const elsewhere: TraceReading = {
      ...reading(99, { skip: true }),
      calls: [{ caller: "gateway", callee: "auth", durationUs: 1_000, isError: true }],
    };
    const map = serviceMapOf({ ...base, now: [...many(3, { isError: true }), ...many(10), elsewhere] });
    expect(map.failingTraces).toBe(4);
    expect(edgeOf(map, "order>payment").failingRatio).toBe(0.75);
    expect(edgeOf(map, "gateway>auth").failingRatio).toBe(0.25);
  });

  it("keeps what it knows but did not see, without figures", () => {
    const knownEdges = [
      { caller: "order", callee: "bank" },
      { caller: "order", callee: "payment" },
    ];
    const map = serviceMapOf({ ...base, now: many(2, { skip: true }), before: many(4), knownEdges });
    expect(edgeOf(map, "order>payment")).toMatchObject({ now: { n: 0, p95Ms: null }, was: { n: 4, p95Ms: 50 } });
    expect(edgeOf(map, "order>bank")).toMatchObject({ now: { n: 0 }, was: null });
    expect(map.nodes.find(({ id }) => id === "bank")).toMatchObject({ now: { n: 0 }, kind: "service" });
  });

  it("is the searched service alone when there is no trace at all", () => {
    const map = serviceMapOf({ ...base, now: [] });
    expect(map.nodes).toMatchObject([{ id: "order", now: { n: 0, failed: 0, p95Ms: null }, selfRatio: 0 }]);
    expect(map.edges).toEqual([]);
  });
});

describe("troubleOf", () => {
  const was = { n: 100, failed: 1, p95Ms: 100 };
  it.each([
    ["failing", { n: 100, failed: 5, p95Ms: 100 }],
    ["none", { n: 100, failed: 2, p95Ms: 100 }],
    ["none", { n: 4, failed: 1, p95Ms: 100 }],
    ["slower", { n: 100, failed: 0, p95Ms: 150 }],
    ["none", { n: 100, failed: 0, p95Ms: 149 }],
    ["none", { n: 9, failed: 0, p95Ms: 900 }],
    ["unknown", { n: 0, failed: 0, p95Ms: null }],
  ])("is %s for %j", (expected, now) => {
    expect(troubleOf(now, was)).toBe(expected);
  });

  it("cannot call a call slow without knowing how long it took before", () => {
    expect(troubleOf({ n: 100, failed: 0, p95Ms: 9_000 }, null)).toBe("none");
    expect(troubleOf({ n: 100, failed: 3, p95Ms: 9 }, null)).toBe("failing");
  });
});

describe("redPathOf", () => {
  const figures = (failed: number, n = 100) => ({ n, failed, p95Ms: 10 });
  const edge = (name: string, failed: number, n = 100) => {
    const [caller = "", callee = ""] = name.split(">");
    return { caller, callee, now: figures(failed, n), was: null, perS: null, failingRatio: 0 };
  };
  const mapOf = (...edges: readonly ReturnType<typeof edge>[]): ServiceMap => ({
    nodes: [...new Set(edges.flatMap(({ caller, callee }) => [caller, callee]))].map((id) => ({
      id,
      name: id,
      kind: "service",
      spans: 1,
      now: figures(0, edges.some(({ callee, now }) => callee === id && now.n > 0) || id === "in" ? 100 : 0),
      was: null,
      selfRatio: 0,
      isEntry: id === "in",
    })),
    edges,
    traces: 1,
    failingTraces: 0,
    tracesBefore: null,
  });
  const path = (map: ServiceMap, cause: string) =>
    redPathOf(map, cause)?.map(({ caller, callee }) => `${caller}>${callee}`);

  it("prefers the way that is broken to the short one", () => {
    const map = mapOf(edge("in>db", 0), edge("in>a", 9), edge("a>db", 9));
    expect(path(map, "db")).toEqual(["in>a", "a>db"]);
  });

  it("takes the short way over a long detour", () => {
    const map = mapOf(edge("in>db", 0), edge("in>a", 9), edge("a>b", 9), edge("b>c", 9), edge("c>db", 9));
    expect(path(map, "db")).toEqual(["in>db"]);
  });

  it("goes where most calls go when ways are equal", () => {
    const map = mapOf(edge("in>b", 45, 500), edge("b>db", 45, 500), edge("in>a", 9, 50), edge("a>db", 9, 50));
    expect(path(map, "db")).toEqual(["in>b", "b>db"]);
  });

  it("draws nothing that was not seen: no way, not sampled, not there", () => {
    const map = mapOf(edge("in>a", 9), edge("a>db", 0, 0));
    expect(path(map, "db")).toBeUndefined();
    expect(path(map, "nowhere")).toBeUndefined();
  });

  it("is empty when the entry itself is the cause, and ends in cycles", () => {
    expect(path(mapOf(edge("in>a", 0)), "in")).toEqual([]);
    expect(path(mapOf(edge("in>a", 0), edge("a>b", 0), edge("b>a", 0)), "b")).toEqual(["in>a", "a>b"]);
  });
});
