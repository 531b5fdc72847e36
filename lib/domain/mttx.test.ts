import { describe, expect, it } from "vitest";
import { timesOf } from "./mttx";

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 12, 14, 2, 0) + seconds * 1_000);
const NOTHING_YET = {
  impactStartAt: null,
  detectedAt: at(49),
  acknowledgedAt: null,
  mitigatedAt: null,
  resolvedAt: null,
};

describe("timesOf", () => {
  // impact 0 ─── detected 49 ─── acknowledged 81 ──── mitigated 460 ──── resolved 740
  it("measures detection from the impact and everything else from detection", () => {
    const times = timesOf({
      impactStartAt: at(0),
      detectedAt: at(49),
      acknowledgedAt: at(81),
      mitigatedAt: at(460),
      resolvedAt: at(740),
    });
    expect(times).toEqual({
      detect: { state: "recorded", durationMs: 49_000 },
      acknowledge: { state: "recorded", durationMs: 32_000 },
      mitigate: { state: "recorded", durationMs: 411_000 },
      resolve: { state: "recorded", durationMs: 691_000 },
    });
  });

  it("leaves what is not known yet pending, never zero", () => {
    expect(Object.values(timesOf(NOTHING_YET)).map((sample) => sample.state)).toEqual([
      "pending",
      "pending",
      "pending",
      "pending",
    ]);
  });

  it("says that a resolved incident nobody acknowledged has no time to acknowledge", () => {
    const times = timesOf({ ...NOTHING_YET, resolvedAt: at(100) });
    expect(times.acknowledge).toEqual({ state: "not_applicable", reason: "never_acknowledged" });
    expect(times.mitigate).toEqual({ state: "not_applicable", reason: "no_verified_recovery" });
  });

  // acknowledged 10 ── detected 49 (clocks disagree)
  it("calls a negative time invalid and keeps its figure", () => {
    expect(timesOf({ ...NOTHING_YET, acknowledgedAt: at(10) }).acknowledge).toEqual({
      state: "invalid",
      reason: "ends_before_it_starts",
      durationMs: -39_000,
    });
  });
});
