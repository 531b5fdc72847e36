import { describe, expect, it } from "vitest";
import type { LatencyHistogram } from "./measurement";
import { routeRowsOf } from "./route-heatmap";

const grid = { fromMs: 0, toMs: 20_000, stepMs: 10_000 };
const histogram = (...columns: (readonly number[] | null)[]): LatencyHistogram => ({
  grid,
  boundsS: [0.1, 0.3, 1],
  columns,
  nonMonotoneColumns: 0,
});
const rowsOf = (...routes: { route: string; all: LatencyHistogram; failed: LatencyHistogram | null }[]) =>
  routeRowsOf({ grid, routes, routesTotal: routes.length }, 300);

describe("routeRowsOf", () => {
  it("reads quantiles, traffic and shares of a route", () => {
    //        ≤100  ≤300  ≤1000  above        ≤100 … of the failed
    const [row] = rowsOf({ route: "/items", all: histogram([50, 30, 20, 0], null, [50, 50, 0, 0]), failed: null });
    expect(row).toMatchObject({
      n: 200,
      requestsPerS: 10,
      failedRatio: 0,
      slowRatio: expect.closeTo(0.1),
      abnormalRatio: expect.closeTo(0.1),
    });
    expect(row?.p50Ms).toBe(100);
    expect(row?.p90Ms).toBe(300);
    expect(row?.p99Ms).toBeCloseTo(930);
    expect(row?.columns).toEqual([expect.closeTo(0.2), null, 0]);
  });

  it("counts a request that failed and was slow once", () => {
    // 100 requests, 20 slow, 10 failed, of which 5 slow: 10 + 15 abnormal
    const [row] = rowsOf({ route: "/pay", all: histogram([50, 30, 20, 0]), failed: histogram([5, 0, 5, 0]) });
    expect(row?.failedRatio).toBeCloseTo(0.1);
    expect(row?.abnormalRatio).toBeCloseTo(0.25);
    expect(row?.columns[0]).toBeCloseTo(0.25);
  });

  it("puts the route with the most abnormal requests first, not the one with the worst share", () => {
    const rows = rowsOf(
      { route: "/rare", all: histogram([0, 0, 2, 0]), failed: null },
      { route: "/busy", all: histogram([900, 0, 100, 0]), failed: null },
      { route: "/calm", all: histogram([500, 0, 0, 0]), failed: null },
      { route: "/idle", all: histogram([0, 0, 0, 0]), failed: null },
    );
    expect(rows.map(({ route }) => route)).toEqual(["/busy", "/rare", "/calm", "/idle"]);
  });

  it("knows no request from a good one", () => {
    const [row] = rowsOf({ route: "/idle", all: histogram([0, 0, 0, 0]), failed: null });
    expect(row).toMatchObject({ n: 0, p50Ms: null, abnormalRatio: null, columns: [null] });
  });
});
