import { describe, expect, it } from "vitest";
import type { BreakerCell } from "@/lib/contracts/breakers";
import { GRID_MAX, isQuiet, moved, wallOf } from "./wall-model";

function cell(caller: string, callee: string, more: Partial<BreakerCell> = {}): BreakerCell {
  return {
    caller,
    callee,
    state: "closed",
    pods: 2,
    podsOpen: 0,
    podsHalfOpen: 0,
    podsUnknown: 0,
    unknownReason: null,
    mode: null,
    openSinceMs: null,
    wasOpenBefore: false,
    lastProbeMs: null,
    flaps: 0,
    namedPods: [],
    parts: [],
    readAs: [],
    ...more,
  };
}

describe("moved", () => {
  //            auth  bank  risk
  // gateway     x     .     .
  // order       .     .     x
  // payment     x     x     .
  const wall = wallOf([
    cell("gateway", "auth"),
    cell("order", "risk"),
    cell("payment", "auth"),
    cell("payment", "bank"),
  ]);
  const step = (from: readonly [string, string], key: string, ctrlKey = false) => {
    const to = moved(wall, { caller: from[0], callee: from[1] }, { key, ctrlKey });
    return to === null ? null : `${to.caller} ${to.callee}`;
  };

  it("reaches every breaker of a sparse wall to the right, and all the way back", () => {
    expect(step(["gateway", "auth"], "ArrowRight")).toBe("order risk");
    expect(step(["order", "risk"], "ArrowRight")).toBe("payment auth");
    expect(step(["payment", "auth"], "ArrowRight")).toBe("payment bank");
    expect(step(["payment", "bank"], "ArrowRight")).toBeNull();
    expect(step(["order", "risk"], "ArrowLeft")).toBe("gateway auth");
  });

  it("goes down and up to the nearest breaker", () => {
    expect(step(["order", "risk"], "ArrowDown")).toBe("payment bank");
    expect(step(["payment", "auth"], "ArrowUp")).toBe("order risk");
    expect(step(["gateway", "auth"], "ArrowUp")).toBeNull();
  });

  it("goes to the ends of a row and of the wall, and leaves other keys alone", () => {
    expect(step(["payment", "auth"], "End")).toBe("payment bank");
    expect(step(["payment", "bank"], "Home")).toBe("payment auth");
    expect(step(["payment", "bank"], "Home", true)).toBe("gateway auth");
    expect(step(["gateway", "auth"], "End", true)).toBe("payment bank");
    expect(step(["gateway", "auth"], "a")).toBeNull();
  });
});

describe("wallOf", () => {
  const wide = (n: number) => Array.from({ length: n }, (_, index) => cell("gateway", `s${index}`));
  it("is a grid up to 30 a side and a list beyond", () => {
    expect(wallOf(wide(GRID_MAX)).form).toBe("grid");
    expect(wallOf(wide(GRID_MAX + 1)).form).toBe("list");
    expect(wallOf([]).form).toBe("grid");
  });
});

describe("isQuiet", () => {
  it("is closed on every pod; switched off or partly unknown is not quiet", () => {
    expect(isQuiet(cell("a", "b"))).toBe(true);
    expect(isQuiet(cell("a", "b", { mode: "disabled" }))).toBe(false);
    expect(isQuiet(cell("a", "b", { podsUnknown: 1 }))).toBe(false);
    expect(isQuiet(cell("a", "b", { state: "unknown" }))).toBe(false);
  });
});
