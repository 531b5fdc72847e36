import { describe, expect, it } from "vitest";
import { drawnSpan } from "./trace-drawing.fixture";
import { traceOutlineOf } from "./trace-outline";
import { traceProfileOf } from "./trace-profile";

describe("where a trace spent its time", () => {
  it("adds up by service and operation, most of the critical path first", () => {
    //  order  |------------------|   0–100
    //  select   |--| |--| |----|     10–20, 30–40, 50–80 (failed)
    const select = (id: string, at: readonly [number, number], status: "ok" | "error" = "ok") =>
      drawnSpan(id, at, { service: "order", operation: "SELECT", parentSpanId: "r", status });
    const root = drawnSpan("r", [0, 100], { service: "order", operation: "GET /" });
    const outline = traceOutlineOf({
      traceId: "t1",
      spans: [root, select("a", [10, 20]), select("b", [30, 40]), select("c", [50, 80], "error")],
    });
    expect(traceProfileOf(outline)).toEqual([
      { service: "order", operation: "GET /", n: 1, errors: 0, selfUs: 50, criticalUs: 50, criticalRatio: 0.5 },
      { service: "order", operation: "SELECT", n: 3, errors: 1, selfUs: 50, criticalUs: 50, criticalRatio: 0.5 },
    ]);
  });

  it("has no share without a root that took time", () => {
    const outline = traceOutlineOf({ traceId: "t1", spans: [drawnSpan("r", [5, 5])] });
    expect(traceProfileOf(outline)[0]?.criticalRatio).toBeNull();
  });
});
