import { describe, expect, it } from "vitest";
import { attributeDifferences } from "./attribute-differences";
import type { Trace } from "./trace";
import { drawnSpan } from "./trace-drawing.fixture";

/** One request to order whose spans carry these attributes. */
function request(attributes: Record<string, string>, rest: { status?: "error"; operation?: string } = {}): Trace {
  return {
    traceId: "t",
    spans: [drawnSpan("o", [0, 10], { service: "order", operation: "GET /items", attributes, ...rest })],
  };
}
const times = (n: number, of: (i: number) => Trace) => Array.from({ length: n }, (_, i) => of(i));

describe("how a selection differs from the rest", () => {
  it("puts the surest difference first, with both shares and their n", () => {
    const inside = times(40, (i) => request({ "service.version": "r7", tier: i < 24 ? "business" : "free" }));
    const outside = times(60, (i) =>
      request({ "service.version": i < 2 ? "r7" : "r6", tier: i < 12 ? "business" : "free" }),
    );
    const { rows, inN, outN } = attributeDifferences(inside, outside);
    expect([inN, outN]).toEqual([40, 60]);
    expect(rows.map(({ key, value, inHits, outHits }) => [key, value, inHits, outHits])).toEqual([
      ["service.version", "r7", 40, 2],
      ["tier", "business", 24, 12],
    ]);
    expect(rows[0]?.difference).toBeCloseTo(1 - 2 / 60, 9);
    for (const { low, high, difference } of rows) expect(low < difference && difference < high).toBe(true);
  });

  it("ranks a sure moderate difference above an unsure large one", () => {
    // 4 of 5 traces with a header against 0 of 40 is large, but of five.
    const inside = [...times(100, (i) => request({ zone: i < 70 ? "c" : "a" }))];
    const outside = times(400, (i) => request({ zone: i < 40 ? "c" : "a" }));
    const few = attributeDifferences(
      inside.map((trace, i) => (i < 4 ? request({ zone: "c", rare: "x" }) : trace)),
      outside,
    );
    expect(few.rows[0]).toMatchObject({ key: "zone", value: "c" });
  });

  it("does not list what is the same on both sides, and counts it", () => {
    const same = () => times(20, (i) => request({ pod: `order-${i % 2}` }));
    const { rows, withoutDifference } = attributeDifferences(same(), same());
    expect(rows).toEqual([]);
    // operation, and two pods
    expect(withoutDifference).toBe(3);
  });

  it("shows what is rarer inside when nothing of that key is more frequent there", () => {
    const inside = times(20, () => request({}));
    const outside = times(20, () => request({ "cache.hit": "true" }));
    expect(attributeDifferences(inside, outside).rows).toMatchObject([{ key: "cache.hit", inHits: 0, outHits: 20 }]);
  });

  it("leaves ids out and says which, by their values or by their name", () => {
    const tagged = (n: number, from: number) =>
      times(n, (i) => request({ "order.ref": `ord-${from + i}-x`, "session.id": "s", "http.request_id": "r1" }));
    const { rows, skipped } = attributeDifferences(tagged(20, 0), tagged(20, 100));
    expect(rows).toEqual([]);
    expect(skipped).toContainEqual({ service: "order", key: "order.ref", values: 40 });
    expect(skipped.map(({ key }) => key)).toContain("http.request_id");
  });

  it("parts numbers at the median of all traces", () => {
    const inside = times(20, (i) => request({ "items.count": String(60 + i) }));
    const outside = times(20, (i) => request({ "items.count": String(1 + i) }));
    expect(attributeDifferences(inside, outside).rows).toMatchObject([
      { key: "items.count", value: "> 40", inHits: 20, outHits: 0 },
    ]);
  });

  it("sees operations and failures that only one side has", () => {
    const inside = times(12, () => request({}, { status: "error", operation: "list archived" }));
    const outside = times(12, () => request({}));
    expect(attributeDifferences(inside, outside).rows).toMatchObject([
      { key: "status", value: "error", alike: [{ key: "operation", value: "list archived" }] },
    ]);
  });

  it("shows facts of the same traces as one row, the release before the rest", () => {
    const released = (i: number, version: string) =>
      request({ "http.route": `/v/${version}`, "service.version": version, zone: i % 2 ? "a" : "b" });
    const { rows } = attributeDifferences(
      times(20, (i) => released(i, "r7")),
      times(20, (i) => released(i, "r6")),
    );
    expect(rows).toMatchObject([
      {
        key: "service.version",
        value: "r7",
        inHits: 20,
        outHits: 0,
        alike: [{ service: "order", key: "http.route", value: "/v/r7" }],
      },
    ]);
  });

  it("counts a trace once however many of its spans say the same, and tells services apart", () => {
    const many = (service: string): Trace => ({
      traceId: "t",
      spans: [1, 2, 3].map((i) => drawnSpan(`s${i}`, [0, 1], { service, operation: "x", attributes: { zone: "c" } })),
    });
    const { rows } = attributeDifferences(
      times(10, () => many("order")),
      times(10, () => many("risk")),
    );
    expect(rows).toMatchObject([
      { service: "order", key: "operation", inHits: 10, outHits: 0, alike: [{ service: "order", key: "zone" }] },
      { service: "risk", key: "operation", inHits: 0, outHits: 10, alike: [{ service: "risk", key: "zone" }] },
    ]);
  });

  it("says that there is not enough data below five traces on a side", () => {
    expect(
      attributeDifferences(
        times(4, () => request({ a: "1" })),
        times(50, () => request({ a: "2" })),
      ),
    ).toEqual({
      inN: 4,
      outN: 50,
      isEnough: false,
      rows: [],
      withoutDifference: 0,
      skipped: [],
    });
  });
});
