import { describe, expect, it } from "vitest";
import type { Trace } from "@/lib/domain/trace";
import { drawnSpan } from "@/lib/domain/trace-drawing.fixture";
import { traceOfWire, traceToWire, traceWireSchema } from "./trace";

const process = { "service.version": "r7", pod: "order-1" };
const TRACE: Trace = {
  traceId: "t1",
  spans: [
    drawnSpan("a", [0, 100], { service: "gateway" }),
    drawnSpan("b", [10, 90], {
      service: "order",
      parentSpanId: "a",
      version: "r7",
      process,
      attributes: { ...process, route: "/items" },
      events: [{ atUs: 12, name: "exception", attributes: { "exception.type": "Timeout" } }],
      links: [{ traceId: "t2", spanId: "z" }],
      warnings: ["clock skew"],
    }),
    drawnSpan("c", [20, 80], {
      service: "order",
      parentSpanId: "b",
      version: "r7",
      process,
      attributes: { ...process, pod: "own" },
      isAsync: true,
    }),
  ],
};

describe("a trace on the wire", () => {
  it("comes back as it was", () => {
    expect(traceOfWire(traceWireSchema.parse(JSON.parse(JSON.stringify(traceToWire(TRACE)))))).toEqual(TRACE);
  });

  it("says once what all spans of a process share", () => {
    const { processes, spans } = traceToWire(TRACE);
    expect(processes.map(({ service }) => service)).toEqual(["gateway", "order"]);
    expect(spans.map(({ attributes }) => attributes)).toEqual([{}, { route: "/items" }, { pod: "own" }]);
  });
});
