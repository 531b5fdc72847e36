import { describe, expect, it } from "vitest";
import { dotLanes } from "./dot-swarm";
import { logAxisOf, logPlace } from "./log-axis";

const MIN = 60_000;

describe("a log axis of durations", () => {
  it("ends on round durations around the data", () => {
    const axis = logAxisOf([3 * MIN, 47 * MIN]);
    expect(axis).toMatchObject({ lowMs: 2 * MIN, highMs: 60 * MIN });
    expect(axis.ticksMs).toEqual([2, 5, 10, 20, 30, 60].map((minutes) => minutes * MIN));
  });
  it("places equal ratios at equal distances", () => {
    const axis = { lowMs: MIN, highMs: 16 * MIN, ticksMs: [] };
    expect([1, 2, 4, 16].map((m) => logPlace(axis, m * MIN))).toEqual([0, 0.25, 0.5, 1]);
  });
  it("exists without data", () => expect(logAxisOf([]).ticksMs.length).toBeGreaterThan(3));
  it("holds a single value", () => expect(logAxisOf([MIN]).highMs).toBeGreaterThan(MIN));
});

describe("a swarm of dots", () => {
  it("stacks those that would touch and reuses a lane that is free again", () => {
    expect(dotLanes([10, 12, 11, 30], 7)).toEqual([0, 2, 1, 0]);
  });
});
