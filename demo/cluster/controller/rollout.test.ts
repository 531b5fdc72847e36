import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newReplicaSetSize, oldReplicaSetSizes, rolloutBounds } from "./rollout";

const set = (name: string, desired: number, available = desired) => ({ name, desired, available });

describe("rollout bounds", () => {
  it.each([
    ["25%", "25%", 2, { maxSurge: 1, maxUnavailable: 0 }],
    ["25%", "25%", 10, { maxSurge: 3, maxUnavailable: 2 }],
    [1, 0, 2, { maxSurge: 1, maxUnavailable: 0 }],
    [0, 5, 2, { maxSurge: 0, maxUnavailable: 2 }],
    ["0%", "10%", 2, { maxSurge: 0, maxUnavailable: 1 }],
  ])("surge %s and unavailable %s of %i pods", (maxSurge, maxUnavailable, replicas, expected) => {
    expect(rolloutBounds({ maxSurge, maxUnavailable }, replicas)).toEqual(expected);
  });
});

describe("one step of a rollout with surge 1 and nothing unavailable", () => {
  const bounds = { maxSurge: 1, maxUnavailable: 0 };

  // old 2/2, new 0/0  ->  new 1  ->  (ready)  ->  old 1  ->  new 2  ->  (ready)  ->  old 0
  it("adds one new pod, and waits for it before an old one goes", () => {
    expect(newReplicaSetSize(set("new", 0), [set("old", 2)], 2, bounds)).toBe(1);
    expect(newReplicaSetSize(set("new", 1, 0), [set("old", 2)], 2, bounds)).toBe(1);
    expect(oldReplicaSetSizes(set("new", 1, 0), [set("old", 2)], 2, bounds)).toEqual(new Map([["old", 2]]));
    expect(oldReplicaSetSizes(set("new", 1, 1), [set("old", 2)], 2, bounds)).toEqual(new Map([["old", 1]]));
    expect(newReplicaSetSize(set("new", 1, 1), [set("old", 1)], 2, bounds)).toBe(2);
    expect(oldReplicaSetSizes(set("new", 2, 2), [set("old", 1)], 2, bounds)).toEqual(new Map([["old", 0]]));
  });

  it("removes broken pods of a bad release first when it is rolled back", () => {
    const sizes = oldReplicaSetSizes(set("good", 2, 2), [set("older", 0), set("bad", 1, 0)], 2, bounds);
    expect(sizes.get("bad")).toBe(0);
  });

  it("scales a settled Deployment down to its replicas", () => {
    expect(newReplicaSetSize(set("new", 5), [], 2, bounds)).toBe(2);
  });
});

it("never breaks the bounds and always ends, whatever the sizes and however readiness arrives", () => {
  const scenario = fc.record({
    replicas: fc.integer({ min: 1, max: 12 }),
    maxSurge: fc.integer({ min: 0, max: 5 }),
    maxUnavailable: fc.integer({ min: 0, max: 5 }),
    oldDesired: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(scenario, ({ replicas, oldDesired, ...strategy }) => {
      const bounds = rolloutBounds(strategy, replicas);
      let old = set("old", Math.min(oldDesired, replicas));
      let fresh = set("new", 0);
      for (let step = 0; step < 100 && (old.desired > 0 || fresh.available < replicas); step += 1) {
        const grown = newReplicaSetSize(fresh, [old], replicas, bounds);
        const before = old.available + fresh.available;
        if (grown !== fresh.desired) fresh = { ...fresh, desired: grown };
        else {
          const size = oldReplicaSetSizes(fresh, [old], replicas, bounds).get("old") ?? 0;
          old = set("old", size);
          // An old pod only goes while enough others are available.
          const floor = Math.min(before, replicas - bounds.maxUnavailable);
          expect(old.available + fresh.available).toBeGreaterThanOrEqual(floor);
        }
        expect(old.desired + fresh.desired).toBeLessThanOrEqual(replicas + bounds.maxSurge);
        if (fresh.available < fresh.desired) fresh = { ...fresh, available: fresh.available + 1 };
      }
      expect({ old: old.desired, fresh: fresh.available }).toEqual({ old: 0, fresh: replicas });
    }),
  );
});
