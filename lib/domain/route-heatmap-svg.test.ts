import { describe, expect, it } from "vitest";
import type { RouteRow } from "./route-heatmap";
import { routeHeatmapSvg } from "./route-heatmap-svg";

const row: RouteRow = {
  route: "GET /orders/{id}/items",
  n: 4_120,
  requestsPerS: 3.4,
  p50Ms: 62.4,
  p90Ms: 140.2,
  p99Ms: 1_236,
  failedRatio: 0.004,
  slowRatio: 0.02,
  abnormalRatio: 0.024,
  columns: [0, 0.5, null],
};
const picture = { title: "Routes of order", about: ["UTC"], rows: [row], timeTicks: [{ at: 0, label: "14:00" }] };

describe("routes as SVG", () => {
  it("prints quantiles, traffic and the abnormal share of each route", () => {
    const svg = routeHeatmapSvg(picture);
    for (const words of ["GET /orders/{id}/items", "4120", "62 ms", "140 ms", "1.24 s", "2.4 %", "14:00", "UTC"]) {
      expect(svg).toContain(words);
    }
  });

  it("draws an unknown column dashed, never as good", () => {
    const svg = routeHeatmapSvg(picture);
    expect(svg.match(/stroke-dasharray="2 2"/g)).toHaveLength(1);
  });

  it("cuts the end of a long route, keeps all of it for the reader's tool, and escapes what is hostile", () => {
    const route = `GET /${"a".repeat(80)}</title><script>alert(1)</script>`;
    const svg = routeHeatmapSvg({ ...picture, rows: [{ ...row, route }] });
    expect(svg).toContain("…");
    expect(svg).toContain("a".repeat(80));
    expect(svg).not.toContain("<script");
  });

  it("says that there is no route", () => {
    expect(routeHeatmapSvg({ ...picture, rows: [] })).toContain("No route with data");
  });
});
