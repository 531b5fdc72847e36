import { describe, expect, it } from "vitest";
import { goldenChainOf } from "./golden-chain";

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 12, 14, 2, 49) + seconds * 1_000);
const FIRING = {
  impactStartAt: null,
  detectedAt: at(0),
  acknowledgedAt: null,
  locatedAt: null,
  approvedAt: null,
  appliedAt: null,
  resolvedAt: null,
};
const states = (chain: ReturnType<typeof goldenChainOf>) => chain.phases.map((phase) => phase.state);

describe("goldenChainOf", () => {
  it("runs from the first firing alert with 17 minutes to go", () => {
    const chain = goldenChainOf({ incident: FIRING, now: at(40) });
    expect(chain).toMatchObject({ current: "acknowledge", elapsedMs: 40_000, remainingMs: 980_000, overrunMs: 0 });
    expect(states(chain)).toEqual(["pending", "running", "ahead", "ahead", "ahead", "ahead"]);
  });

  // alert 0 ─ack─ 32 ───locate─── 292 ─validate─ 350 ─mitigate─ 420 ───close─── 740
  it("gives each phase the time since the one before ended", () => {
    const times = {
      acknowledgedAt: at(32),
      locatedAt: at(292),
      approvedAt: at(350),
      appliedAt: at(420),
      resolvedAt: at(740),
    };
    const chain = goldenChainOf({ incident: { ...FIRING, impactStartAt: at(-27), ...times }, now: at(9_999) });
    expect(chain.phases.map((phase) => phase.elapsedMs / 1_000)).toEqual([27, 32, 260, 58, 70, 320]);
    expect(chain.isRunning).toBe(false);
    expect(chain.elapsedMs).toBe(740_000);
  });

  it("names the overrun of a phase beyond its budget", () => {
    const chain = goldenChainOf({ incident: FIRING, now: at(150) });
    expect(chain.phases[1]?.overrunMs).toBe(30_000);
  });

  // close may take the observation window and 30 s more: 180 + 30 = 210 s
  it("holds closing over budget only beyond the window and thirty seconds", () => {
    const applied = { acknowledgedAt: at(10), locatedAt: at(20), approvedAt: at(30), appliedAt: at(40) };
    const overrunAt = (seconds: number) =>
      goldenChainOf({ incident: { ...FIRING, ...applied }, now: at(seconds) }).phases[5]?.overrunMs;
    expect(overrunAt(240)).toBe(0);
    expect(overrunAt(255)).toBe(5_000);
  });

  it("skips what was never needed when an incident ends by itself", () => {
    const chain = goldenChainOf({ incident: { ...FIRING, acknowledgedAt: at(5), resolvedAt: at(100) }, now: at(200) });
    expect(states(chain)).toEqual(["pending", "done", "skipped", "skipped", "skipped", "done"]);
    expect(chain.phases[5]?.elapsedMs).toBe(95_000);
  });

  // approved 30 before acknowledged 50: acknowledging took until 50, validating no time of its own
  it("never gives a phase negative time", () => {
    const chain = goldenChainOf({
      incident: { ...FIRING, acknowledgedAt: at(50), locatedAt: at(20), approvedAt: at(30) },
      now: at(60),
    });
    expect(chain.phases.map((phase) => phase.elapsedMs / 1_000)).toEqual([0, 50, 0, 0, 10, 0]);
  });

  it("counts what is beyond seventeen minutes", () => {
    expect(goldenChainOf({ incident: FIRING, now: at(1_080) }).overrunMs).toBe(60_000);
  });
});
