import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowSummary } from "./measurement";
import type { RecoveryLimits } from "./mitigation";
import {
  effectsOf,
  judge,
  nextLookAt,
  observe,
  resultOf,
  settles,
  spansAt,
  startVerification,
  type Verification,
} from "./verification";

const limits: RecoveryLimits = {
  windowMs: 60_000,
  p95MaxMs: 180,
  errorRatioMax: 0.0144,
  goroutinesMax: 100,
  allocationMaxBytesPerS: null,
  newPanicsMax: 0,
  minSamples: 20,
};
const start = new Date("2026-11-20T12:00:00Z");

function summaryOf(over: Partial<WindowSummary> = {}): WindowSummary {
  const base = {
    service: "order",
    fromMs: start.getTime(),
    toMs: start.getTime() + 10_000,
    n: 400,
    p50Ms: 20,
    p95Ms: 90,
    p99Ms: 150,
  };
  const rates = { requestsPerS: 40, errorRatio: 0, panicsPerS: 0, goroutines: 40, allocationBytesPerS: 5e9 };
  return { ...base, ...rates, heapBytes: null, slowRatio: 0, poolUseRatio: null, ...over };
}

const GOOD = summaryOf();
const SLOW = summaryOf({ p95Ms: 400 });
const THIN = summaryOf({ n: 3 });

/** Plays looks until a verdict; the last one given goes on for ever. */
function play(looks: readonly (WindowSummary | null)[]) {
  let verification: Verification = startVerification(start, limits);
  for (;;) {
    const atMs = nextLookAt(verification);
    const look = looks[Math.min(verification.looks, looks.length - 1)] ?? null;
    verification = observe(verification, atMs, look);
    const result = resultOf(verification, atMs);
    if (result !== null) return { result, verification, lastedMs: atMs - start.getTime() };
  }
}

describe("judging one look", () => {
  it.each([
    ["p95_ms", { p95Ms: 181 }],
    ["error_ratio", { errorRatio: 0.02 }],
    ["panics_per_s", { panicsPerS: 0.1 }],
    ["goroutines", { goroutines: 101 }],
  ])("finds a breach of %s", (metric, over) => {
    expect(judge(summaryOf(over), limits)).toMatchObject({ kind: "breach", metric });
  });

  it("does not judge what had no baseline, and says nothing on fewer than 20 requests", () => {
    expect(judge(GOOD, limits)).toEqual({ kind: "good" });
    expect(judge(summaryOf({ n: 19, p95Ms: 900 }), limits)).toEqual({ kind: "thin", n: 19 });
    expect(judge(null, limits)).toEqual({ kind: "thin", n: 0 });
  });
});

describe("a verification", () => {
  it("is recovered after one whole window of good looks, counted from the rollout", () => {
    const { result, lastedMs } = play([GOOD]);
    expect(result).toMatchObject({ verdict: "recovered", windowStartAt: start });
    expect(lastedMs).toBe(60_000);
  });

  it("restarts at a breach, once per breach however long it lasts", () => {
    const { result, verification, lastedMs } = play([GOOD, GOOD, SLOW, SLOW, SLOW, GOOD]);
    expect(verification.restarts).toHaveLength(1);
    expect(verification.restarts[0]).toMatchObject({ metric: "p95_ms", value: 400, limit: 180 });
    expect(result.verdict).toBe("recovered");
    expect(result.windowStartAt?.getTime()).toBe(start.getTime() + 6 * verification.tickMs);
    expect(lastedMs).toBe(60_000 + 6 * verification.tickMs);
  });

  it("is not recovered when the deadline of three windows finds it breached", () => {
    const { result, lastedMs } = play([SLOW]);
    expect(result.verdict).toBe("not_recovered");
    expect(lastedMs).toBeGreaterThanOrEqual(180_000);
  });

  it("is inconclusive without data, whatever was seen before", () => {
    expect(play([null]).result.verdict).toBe("inconclusive");
    expect(play([GOOD, GOOD, null]).result.verdict).toBe("inconclusive");
  });

  it("does not count a window with a hole in it", () => {
    const { result, verification } = play([GOOD, GOOD, GOOD, THIN, GOOD]);
    expect(result.windowStartAt?.getTime()).toBe(start.getTime() + 5 * verification.tickMs);
    expect(verification.restarts).toEqual([]);
  });

  it("never takes silence after a breach for health", () => {
    expect(play([SLOW, THIN]).result.verdict).toBe("not_recovered");
  });

  it("lets the first looks be short of requests without losing the window", () => {
    const { result } = play([THIN, THIN, GOOD]);
    expect(result.windowStartAt).toEqual(start);
  });

  it("counts the window from where its first good look reads, not from a silence before", () => {
    const from = start.getTime() + 4_000;
    expect(play([THIN, THIN, summaryOf({ fromMs: from })]).result.windowStartAt?.getTime()).toBe(from);
  });

  it("does not take the incident itself for a breach when the source answers for a wider interval", () => {
    const wide = summaryOf({ p95Ms: 900, fromMs: start.getTime() - 50_000 });
    const { result, verification } = play([wide, wide, GOOD]);
    expect(verification.restarts).toEqual([]);
    expect(result).toMatchObject({ verdict: "recovered", windowStartAt: start });
  });

  it("never proves a recovery whose window holds a bad or empty look", () => {
    const look = fc.constantFrom<WindowSummary | null>(GOOD, SLOW, THIN, null);
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 80 }), (looks) => {
        const { result, verification } = play(looks);
        if (result.verdict !== "recovered" || result.windowStartAt === null) return;
        const first = (result.windowStartAt.getTime() - start.getTime()) / verification.tickMs;
        for (let k = Math.max(1, first); k <= verification.looks; k += 1) {
          const seen = looks[Math.min(k - 1, looks.length - 1)];
          const isGathering = first === 0 && (seen === THIN || seen === null);
          expect(seen === GOOD || isGathering).toBe(true);
        }
      }),
    );
  });
});

describe("the interval of a look", () => {
  it("never reaches back before the rollout and widens only until it holds enough", () => {
    const verification = startVerification(start, limits);
    const atMs = start.getTime() + 4_000;
    expect(spansAt(verification, atMs)).toEqual([{ fromMs: start.getTime(), toMs: atMs }]);
    const later = spansAt(verification, start.getTime() + 40_000).map(({ fromMs, toMs }) => toMs - fromMs);
    expect(later).toEqual([10_000, 30_000]);
    expect(settles(verification, summaryOf({ n: 25 }))).toBe(false);
    expect(settles(verification, summaryOf({ n: 40 }))).toBe(true);
  });

  it("is kept once chosen, so that a service that falls silent is noticed", () => {
    const chosen = observe(startVerification(start, limits), start.getTime() + 2_000, summaryOf());
    expect(spansAt(chosen, start.getTime() + 60_000)).toEqual([
      { fromMs: start.getTime() + 50_000, toMs: start.getTime() + 60_000 },
    ]);
  });
});

describe("effects", () => {
  it("list what was measured on either side with the requests behind it", () => {
    const effects = effectsOf(summaryOf({ p95Ms: 640, n: 900 }), summaryOf({ p95Ms: 90, n: 2_400, goroutines: null }));
    expect(effects[0]).toEqual({ metric: "p95_ms", before: 640, after: 90, nBefore: 900, nAfter: 2_400 });
    expect(effects.find(({ metric }) => metric === "goroutines")).toMatchObject({ before: 40, after: null });
    expect(effectsOf(null, null)).toEqual([]);
  });
});
