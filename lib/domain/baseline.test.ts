import { describe, expect, it } from "vitest";
import { baselineGridOf, baselineWindowOf } from "./baseline";
import type { Series } from "./series";

const STEP_MS = 5_000;
const T0 = Date.parse("2026-11-20T10:00:00Z");
const at = (s: number) => new Date(T0 + s * 1_000);

/** Columns every 5 s from 0 to `lengthS`; `valueAt` is given seconds. */
function series(lengthS: number, valueAt: (s: number) => number | null): Series {
  const samples = [];
  for (let s = 0; s <= lengthS; s += 5) samples.push({ atMs: T0 + s * 1_000, value: valueAt(s) });
  return { labels: {}, samples };
}

function baseline(
  times: { onsetS?: number; changesS?: readonly number[]; alertS: number },
  shape: {
    p95?: (s: number) => number | null;
    rate?: (s: number) => number | null;
    errors?: (s: number) => number | null;
  } = {},
) {
  const length = 1_200;
  return baselineWindowOf({
    onsetAt: times.onsetS === undefined ? null : at(times.onsetS),
    changesAt: (times.changesS ?? []).map(at),
    firstAlertAt: at(times.alertS),
    objectiveMs: 300,
    signals: {
      grid: { fromMs: T0, toMs: T0 + length * 1_000, stepMs: STEP_MS },
      p95Ms: series(length, shape.p95 ?? (() => 80)),
      requestsPerS: series(length, shape.rate ?? (() => 40)),
      errorRatio: series(length, shape.errors ?? (() => 0)),
    },
  });
}

describe("baselineWindowOf", () => {
  it("ends 10 s before the earliest of onset, change and first alert", () => {
    expect(baseline({ alertS: 400, onsetS: 390, changesS: [380] })?.toMs).toBe(T0 + 370_000);
    expect(baseline({ alertS: 400, onsetS: 350, changesS: [380] })?.toMs).toBe(T0 + 340_000);
    expect(baseline({ alertS: 400 })?.toMs).toBe(T0 + 390_000);
  });

  it("takes at most 15 minutes and counts the requests in it", () => {
    const window = baseline({ alertS: 1_200 });
    expect(window && window.toMs - window.fromMs).toBe(900_000);
    expect(window?.n).toBe(36_000);
  });

  it("stops at the newest unhealthy column", () => {
    const window = baseline({ alertS: 600 }, { p95: (s) => (s === 300 ? 900 : 80) });
    expect(window?.fromMs).toBe(T0 + 300_000);
    expect(baseline({ alertS: 600 }, { errors: (s) => (s === 300 ? 0.2 : 0) })?.fromMs).toBe(T0 + 300_000);
  });

  it("says there is none when it would be short, thin, unhealthy or unknown", () => {
    expect(baseline({ alertS: 50 })).toBeNull();
    expect(baseline({ alertS: 600 }, { rate: () => 0.1 })).toBeNull();
    expect(baseline({ alertS: 600 }, { p95: () => 400 })).toBeNull();
    expect(baseline({ alertS: 600 }, { rate: () => null })).toBeNull();
  });

  it("falls back to the next later change when nothing healthy lies before an earlier one", () => {
    const window = baseline({ alertS: 600, changesS: [200, 590] }, { p95: (s) => (s <= 300 ? 900 : 80) });
    expect(window).toMatchObject({ fromMs: T0 + 300_000, toMs: T0 + 580_000 });
  });

  it("passes over changes long before the trouble", () => {
    expect(baseline({ alertS: 1_100, changesS: [10] })?.toMs).toBe(T0 + 1_090_000);
  });

  it("asks for a grid that covers every possible end", () => {
    const grid = baselineGridOf({ onsetAt: at(1_190), changesAt: [at(700)], firstAlertAt: at(1_200) });
    expect(grid.fromMs).toBeLessThanOrEqual(T0 + 690_000 - 900_000);
    expect(grid.toMs).toBeGreaterThanOrEqual(T0 + 1_180_000 - grid.stepMs);
  });
});
