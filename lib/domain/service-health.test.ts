import { describe, expect, it } from "vitest";
import type { BreakerState } from "./measurement";
import { observed } from "./protection.fixture";
import { serviceHealthsOf, serviceStateOf } from "./service-health";

const breaker = (caller: string, callee: string, state: BreakerState) =>
  observed({ caller, callee, state, pods: 2, podsOpen: 0, podsHalfOpen: 0, openSince: null, flaps: 0 });

describe("serviceStateOf", () => {
  it.each([
    // probe       breaker      state
    ["up", "none", "available"],
    ["up", "closed", "available"],
    ["up", "half_open", "degraded"],
    ["up", "open", "degraded"],
    ["up", "unknown", "unknown"],
    ["degraded", "none", "degraded"],
    ["degraded", "closed", "degraded"],
    ["degraded", "half_open", "degraded"],
    ["degraded", "open", "unavailable"],
    ["degraded", "unknown", "degraded"],
    ["down", "none", "unavailable"],
    ["down", "closed", "unavailable"],
    ["down", "half_open", "unavailable"],
    ["down", "open", "unavailable"],
    ["down", "unknown", "unavailable"],
    ["unknown", "none", "unknown"],
    ["unknown", "closed", "unknown"],
    ["unknown", "half_open", "degraded"],
    ["unknown", "open", "degraded"],
    ["unknown", "unknown", "unknown"],
  ] as const)("probe %s with breaker %s is %s", (probe, worst, state) => {
    expect(serviceStateOf(probe, worst)).toBe(state);
  });
});

describe("serviceHealthsOf", () => {
  it("names the breakers that decided, its own and those of its callers", () => {
    const healths = serviceHealthsOf({
      breakers: [
        breaker("order", "payment", "open"),
        breaker("payment", "bank", "open"),
        breaker("order", "stock", "closed"),
      ],
      targets: [
        { service: "order", up: 2, targets: 2 },
        { service: "payment", up: 1, targets: 2 },
      ],
    });
    expect(healths).toEqual([
      {
        service: "order",
        state: "degraded",
        probe: "up",
        up: 2,
        targets: 2,
        breakers: [{ caller: "order", callee: "payment", state: "open" }],
      },
      {
        service: "payment",
        state: "unavailable",
        probe: "degraded",
        up: 1,
        targets: 2,
        breakers: [
          { caller: "order", callee: "payment", state: "open" },
          { caller: "payment", callee: "bank", state: "open" },
        ],
      },
    ]);
  });

  it("does not call a service healthy of which only a closed breaker is known", () => {
    const [health] = serviceHealthsOf({ breakers: [breaker("order", "payment", "closed")], targets: [] });
    expect(health).toMatchObject({ service: "order", state: "unknown", probe: "unknown", up: null });
  });

  it("reads none of the targets answering as down", () => {
    const [health] = serviceHealthsOf({ breakers: [], targets: [{ service: "risk", up: 0, targets: 3 }] });
    expect(health).toMatchObject({ state: "unavailable", probe: "down" });
  });
});
