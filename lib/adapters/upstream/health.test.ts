import { describe, expect, it } from "vitest";
import { createHealthRegistry } from "./health";

const START = Date.UTC(2026, 4, 12, 14, 5, 10);

describe("createHealthRegistry", () => {
  it("says since when an upstream fails, and when it last answered", () => {
    let nowMs = START;
    const registry = createHealthRegistry({ clock: { now: () => new Date(nowMs) } });
    registry.recordGood("etcd");
    nowMs += 5_000;
    registry.recordFailure("etcd", "timeout");
    nowMs += 5_000;
    registry.recordFailure("etcd", "circuit_open");
    expect(registry.healthOf("etcd")).toEqual({
      upstream: "etcd",
      state: "stale",
      lastOkAt: new Date(START),
      failingSince: new Date(START + 5_000),
      reason: "circuit_open",
    });
  });

  it("does not call an upstream that nobody configured a failing one", () => {
    const registry = createHealthRegistry({ clock: { now: () => new Date(START) } });
    registry.recordFailure("kubernetes", "not_configured");
    expect(registry.healthOf("kubernetes")).toMatchObject({
      state: "unknown",
      reason: "not_configured",
      failingSince: null,
    });
  });
});
