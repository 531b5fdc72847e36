import { describe, expect, it } from "vitest";
import type { ServiceSignals } from "../measurement";
import type { Series } from "../series";
import { faultClassesOf } from "./fault-classes";

const STEP_MS = 5_000;
const COLUMNS = 40;
type Shape = (column: number) => number | null;
const series = (shape: Shape): Series => ({
  labels: {},
  samples: Array.from({ length: COLUMNS }, (_, column) => ({ atMs: column * STEP_MS, value: shape(column) })),
});

function classes(
  shapes: { p95?: Shape; errors?: Shape; panics?: Shape; goroutines?: Shape; rps?: Shape },
  sinceMs = 0,
) {
  const flat = series(() => 0);
  const signals: ServiceSignals = {
    grid: { fromMs: 0, toMs: (COLUMNS - 1) * STEP_MS, stepMs: STEP_MS },
    p50Ms: flat,
    p95Ms: series(shapes.p95 ?? (() => 90)),
    p99Ms: flat,
    requestsPerS: series(shapes.rps ?? (() => 40)),
    errorRatio: series(shapes.errors ?? (() => 0)),
    panicsPerS: series(shapes.panics ?? (() => 0)),
    cancelledPerS: flat,
    goroutines: series(shapes.goroutines ?? (() => 40)),
    heapBytes: flat,
    allocationBytesPerS: flat,
    gcPauseMs: flat,
    nNow: 200,
  };
  return faultClassesOf(signals, { deviationForMs: 30_000, objectiveMs: 300, sinceMs });
}

describe("faultClassesOf", () => {
  it("finds nothing in a healthy service", () => {
    expect(classes({})).toEqual([]);
  });

  it("needs a deviation over 0.15 for 30 seconds without a break", () => {
    expect(classes({ p95: (column) => (column >= 30 && column < 36 ? 346 : 90) })).toEqual(["sli_deviation"]);
    expect(classes({ p95: (column) => (column >= 30 && column < 35 ? 346 : 90) })).toEqual([]);
    expect(classes({ p95: (column) => (column >= 30 && column !== 33 ? 346 : 90) })).toEqual(["sli_deviation"]);
    const silent = (column: number, value: number) => (column % 4 === 0 ? null : value);
    expect(classes({ p95: (column) => silent(column, 900), errors: (column) => silent(column, 0) })).toEqual([
      "sli_deviation",
    ]);
    expect(classes({ p95: () => 344 })).toEqual([]);
    expect(classes({ errors: (column) => (column >= 20 ? 0.16 : 0) })).toEqual(["sli_deviation"]);
    expect(classes({ p95: () => 900 }, COLUMNS * STEP_MS)).toEqual([]);
  });

  it("tells a spread of panics, and several classes at once", () => {
    expect(classes({ panics: (column) => (column === 20 ? 0.6 : 0) })).toEqual(["panic_spread"]);
    expect(classes({ panics: () => 0.5 })).toEqual([]);
    expect(classes({ panics: () => 2, errors: () => 0.5 })).toEqual(["sli_deviation", "panic_spread"]);
  });

  it("tells a leak from load", () => {
    const growing = (column: number) => 40 + column * 20;
    expect(classes({ goroutines: growing })).toEqual(["goroutine_leak"]);
    expect(classes({ goroutines: growing, rps: (column) => (column > 5 ? 200 : 40) })).toEqual(["goroutine_leak"]);
    expect(
      classes({ goroutines: (column) => (column > 5 ? 700 : 40), rps: (column) => (column > 5 ? 200 : 40) }),
    ).toEqual([]);
    expect(classes({ goroutines: (column) => 40 + column * 12 })).toEqual([]);
  });
});
