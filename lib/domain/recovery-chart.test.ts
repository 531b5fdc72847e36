import { describe, expect, it } from "vitest";
import { distributionOf } from "./distribution";
import { recoveryChartOf } from "./recovery-chart";
import type { TimedIncident } from "./recovery-report";

const MIN = 60_000;
const counts = { recorded: 4, pending: 1, notApplicable: 0, invalid: 0 };

function chart(minutes: readonly number[], before: readonly number[] = []) {
  const at = new Date(0);
  const incidents = minutes.map((value, index): TimedIncident => {
    const sample = { state: "recorded", durationMs: value * MIN } as const;
    return {
      id: String(index),
      number: index + 1,
      title: "t",
      service: "s",
      team: "t",
      severity: "SEV-3",
      origin: "alert",
      detectedAt: at,
      impactStartAt: null,
      acknowledgedAt: null,
      mitigatedAt: null,
      resolvedAt: null,
      times: { detect: sample, acknowledge: sample, mitigate: sample, resolve: sample },
    };
  });
  const now = distributionOf(minutes.map((value) => value * MIN));
  const report = {
    measure: "resolve",
    now,
    before: distributionOf(before.map((m) => m * MIN)),
    ratio: null,
    counts,
  } as const;
  return recoveryChartOf({ report, incidents, dotShare: 0.01 });
}

describe("the chart of recovery times", () => {
  it("is a staircase from nothing to all", () => {
    const { curve } = chart([2, 4, 8, 16, 32]);
    expect(curve[0]).toEqual([0, 0]);
    expect(curve.at(-1)).toEqual([1, 1]);
    expect(curve).toHaveLength(12);
  });
  it("keeps the curve inside its band everywhere", () => {
    const { band, curve } = chart([2, 4, 8, 16, 32, 64]);
    const half = band.length / 2;
    const lower = [...band.slice(half)].reverse();
    curve.forEach(([, y], index) => {
      expect(band[index]?.[1]).toBeGreaterThanOrEqual(y);
      expect(lower[index]?.[1]).toBeLessThanOrEqual(y);
    });
  });
  it("draws the dots without a median when there are too few", () => {
    const { median, dots } = chart([3, 9]);
    expect([median, dots.length]).toEqual([null, 2]);
  });
  it("is empty without data", () => expect(chart([])).toMatchObject({ curve: [], band: [], dots: [], lanes: 0 }));
});
