import { describe, expect, it } from "vitest";
import type { BreakerState } from "@/lib/domain/measurement";
import { breakersOfPods, type PodBreaker } from "./aggregate";

const STEP_MS = 5_000;
const FROM_MS = 1_000_000;
const at = (column: number) => new Date(FROM_MS + column * STEP_MS);

const LETTERS: Readonly<Record<string, BreakerState | null>> = {
  c: "closed",
  h: "half_open",
  o: "open",
  "?": "unknown",
  ".": null,
};

/** A pod's states, a letter per column: c closed, h half-open, o open, ? unknown, . no sample. */
function pod(name: string, letters: string, more: Partial<PodBreaker> = {}): PodBreaker {
  const states = [...letters].map((letter) => LETTERS[letter] ?? null);
  return {
    caller: "order",
    callee: "payment",
    part: "",
    pod: name,
    track: { labels: {}, states, mode: null, reason: states.at(-1) === "unknown" ? "value_not_declared" : null },
    counted: null,
    readAs: { dialect: "gobreaker", metric: "circuit_breaker_state" },
    ...more,
  };
}

function one(...pods: readonly PodBreaker[]) {
  const columns = pods[0]?.track.states.length ?? 0;
  const grid = { fromMs: FROM_MS, toMs: FROM_MS + (columns - 1) * STEP_MS, stepMs: STEP_MS };
  const [breaker] = breakersOfPods(pods, grid);
  if (breaker === undefined) throw new Error("no breaker");
  return breaker;
}

describe("breakersOfPods", () => {
  it("counts pods instead of averaging them: open on 1 of 3", () => {
    expect(one(pod("a", "coo"), pod("b", "ccc"), pod("c", "cch"))).toMatchObject({
      state: "open",
      pods: 3,
      podsOpen: 1,
      podsHalfOpen: 1,
      flaps: 1,
      openSince: at(1),
      wasOpenBefore: false,
      namedPods: [
        { pod: "a", state: "open" },
        { pod: "c", state: "half_open" },
      ],
    });
  });

  it("keeps the spell's start through a failed trial, and knows when it tried last", () => {
    expect(one(pod("a", "coohoo"))).toMatchObject({ openSince: at(1), lastProbeAt: at(3), flaps: 2 });
  });

  it("says that it was open before the look-back and that no call was tried since", () => {
    expect(one(pod("a", "oooo"))).toMatchObject({
      state: "open",
      openSince: at(0),
      wasOpenBefore: true,
      lastProbeAt: null,
    });
  });

  it("begins a new spell after it had closed", () => {
    expect(one(pod("a", "oochoo"))).toMatchObject({ openSince: at(4), wasOpenBefore: false });
  });

  it("believes a counter of changes over samples that missed some", () => {
    const counted = { opened: 4, lastTryColumn: 2 };
    expect(one(pod("a", "coooo", { counted }))).toMatchObject({ flaps: 4, lastProbeAt: at(2) });
  });

  it("does not take a series that went away for closed", () => {
    expect(one(pod("a", "cc."))).toMatchObject({ state: "unknown", pods: 0, unknownReason: "series_went_away" });
  });

  it("is closed on the pods that say so, and counts those that cannot be read", () => {
    expect(one(pod("a", "cc"), pod("b", "c?"))).toMatchObject({
      state: "closed",
      pods: 2,
      podsUnknown: 1,
      unknownReason: "value_not_declared",
    });
  });

  it("takes a pod's worst breaker, and keeps those of one pair apart by name", () => {
    const breaker = one(
      pod("a", "cc", { part: "GET" }),
      pod("a", "co", { part: "POST" }),
      pod("b", "cc", { part: "GET" }),
      pod("b", "cc", { part: "POST" }),
    );
    expect(breaker).toMatchObject({ state: "open", pods: 2, podsOpen: 1 });
    expect(breaker.parts).toEqual([
      { name: "GET", state: "closed", pods: 2, podsOpen: 0, podsHalfOpen: 0 },
      { name: "POST", state: "open", pods: 2, podsOpen: 1, podsHalfOpen: 0 },
    ]);
  });

  it("does not depend on the order of series", () => {
    const pods = [pod("a", "coo"), pod("b", "ccc"), pod("c", "cch")];
    expect(one(...pods.toReversed())).toEqual(one(...pods));
  });
});
