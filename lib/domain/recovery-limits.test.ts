import { describe, expect, it } from "vitest";
import type { WindowSummary } from "./measurement";
import { recoveryLimitsOf } from "./recovery-limits";
import type { Service } from "./service";

const service: Service = {
  name: "order",
  team: "checkout",
  tier: 1,
  match: {},
  metrics: { latency: { histogram: "h", selector: "", route: "route", status: "status" }, panics: "p", cancelled: "c" },
  breakers: [],
  traces: { service: "order" },
  workload: null,
  objectives: [{ name: "latency", target: 0.99, thresholdMs: 300, windowDays: 30 }],
  recoveryP95Ms: null,
  isDiscovered: false,
};

function limitsWith(p95Ms: number | null, over: Partial<Service> = {}) {
  const baseline: WindowSummary | null =
    p95Ms === null
      ? null
      : {
          service: "order",
          fromMs: 0,
          toMs: 60_000,
          n: 2_400,
          p50Ms: 10,
          p95Ms,
          p99Ms: p95Ms,
          requestsPerS: 40,
          errorRatio: 0.02,
          panicsPerS: 0,
          goroutines: 100,
          allocationBytesPerS: 10_000_000,
          heapBytes: null,
          slowRatio: 0,
          poolUseRatio: null,
        };
  return recoveryLimitsOf({ service: { ...service, ...over }, windowMs: 180_000, baseline });
}

describe("recovery limits", () => {
  it.each([
    ["180 ms when the baseline is well below", 90, 180],
    ["1.2 × baseline above that", 200, 240],
    ["the objective at most", 290, 300],
    ["the objective without a baseline", null, 300],
  ])("take %s", (_name, baseline, limit) => {
    expect(limitsWith(baseline).p95MaxMs).toBe(limit);
  });

  it("let the service's own setting win", () => {
    expect(limitsWith(200, { recoveryP95Ms: 120 }).p95MaxMs).toBe(120);
  });

  it("judge runtime figures only against a baseline, with a band and a slack", () => {
    expect(limitsWith(null)).toMatchObject({ goroutinesMax: null, allocationMaxBytesPerS: null });
    expect(limitsWith(90)).toMatchObject({ goroutinesMax: 180, allocationMaxBytesPerS: 14_000_000 });
  });

  it("allow the errors that do not page, or somewhat more than there were before", () => {
    expect(limitsWith(null).errorRatioMax).toBeCloseTo(0.0144);
    expect(limitsWith(90).errorRatioMax).toBeCloseTo(0.026);
  });
});
