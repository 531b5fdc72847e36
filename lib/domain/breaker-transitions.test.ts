import { describe, expect, it } from "vitest";
import { FIREBREAK } from "./actor";
import { breakerTransitions } from "./breaker-transitions";
import type { TimelineEvent } from "./events";
import type { BreakerState } from "./measurement";
import type { ObservedBreaker } from "./protection";
import { observed } from "./protection.fixture";

const now = new Date("2026-11-20T10:10:00Z");
const breaker = (state: BreakerState, over: Partial<ObservedBreaker> = {}): ObservedBreaker => ({
  ...observed({
    caller: "payment",
    callee: "bank",
    state,
    pods: 2,
    podsOpen: state === "open" ? 1 : 0,
    podsHalfOpen: 0,
    openSince: state === "open" ? new Date("2026-11-20T10:09:00Z") : null,
    flaps: 0,
  }),
  ...over,
});
const told = (to: BreakerState, at = "2026-11-20T10:05:00Z"): TimelineEvent => ({
  id: "e",
  incidentId: "i",
  seq: 2,
  recordedAt: now,
  actor: FIREBREAK,
  at: new Date(at),
  kind: "breaker_changed",
  data: { caller: "payment", callee: "bank", from: "closed", to, podsOpen: 1, pods: 2 },
});

describe("breakerTransitions", () => {
  it("tells of a breaker that opened, at the time it opened", () => {
    expect(breakerTransitions([], [breaker("open", { flaps: 1 })], now)).toEqual([
      {
        at: new Date("2026-11-20T10:09:00Z"),
        data: { caller: "payment", callee: "bank", from: "closed", to: "open", podsOpen: 1, pods: 2 },
      },
    ]);
  });

  it("does not guess what an already open breaker was before", () => {
    expect(breakerTransitions([], [breaker("open")], now)[0]?.data.from).toBe("unknown");
  });

  it("does not date a spell that began before anybody looked", () => {
    expect(breakerTransitions([], [breaker("open", { wasOpenBefore: true })], now)).toMatchObject([
      { at: now, data: { from: "unknown", to: "open" } },
    ]);
  });

  it("keeps quiet about a closed one, about probes and about a gauge that went away", () => {
    expect(breakerTransitions([], [breaker("closed")], now)).toEqual([]);
    expect(breakerTransitions([told("open")], [breaker("half_open")], now)).toEqual([]);
    expect(breakerTransitions([told("open")], [breaker("unknown")], now)).toEqual([]);
    expect(breakerTransitions([told("open")], [breaker("open")], now)).toEqual([]);
  });

  it("tells once that it closed", () => {
    expect(breakerTransitions([told("open")], [breaker("closed")], now)).toMatchObject([
      { at: now, data: { from: "open", to: "closed" } },
    ]);
    expect(breakerTransitions([told("open"), told("closed")], [breaker("closed")], now)).toEqual([]);
  });
});
