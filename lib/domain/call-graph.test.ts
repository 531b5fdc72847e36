import { describe, expect, it } from "vitest";
import { callGraphOf } from "./call-graph";
import type { Span, Trace } from "./trace";
import { drawnSpan } from "./trace-drawing.fixture";

function traceOf(...spans: Span[]): Trace {
  return { traceId: "t1", spans };
}

const gateway = drawnSpan("g", [0, 1000], { service: "gateway", kind: "server" });
function call(id: string, peer: string, rest: Partial<Span> = {}): Span {
  return drawnSpan(id, [100, 500], {
    service: "gateway",
    kind: "client",
    parentSpanId: "g",
    attributes: { "peer.service": peer },
    ...rest,
  });
}
function answer(id: string, parentSpanId: string, service: string, rest: Partial<Span> = {}): Span {
  return drawnSpan(id, [150, 450], { service, kind: "server", parentSpanId, ...rest });
}

describe("the call graph", () => {
  it("names the callee by the server span and times the call as the caller saw it", () => {
    expect(callGraphOf([traceOf(gateway, call("c", "order-lb"), answer("o", "c", "order"))])).toEqual([
      { caller: "gateway", callee: "order", calls: 1, errors: 0, p95Us: 400 },
    ]);
  });

  it("counts a call as failed when either side says so, once", () => {
    const both = traceOf(
      gateway,
      call("c", "order", { status: "error" }),
      answer("o", "c", "order", { status: "error" }),
    );
    const callerOnly = traceOf(gateway, call("c", "order", { status: "error" }), answer("o", "c", "order"));
    const fine = traceOf(gateway, call("c", "order"), answer("o", "c", "order"));
    expect(callGraphOf([both, callerOnly, fine])).toMatchObject([{ calls: 3, errors: 2 }]);
  });

  it("says external:NAME for a peer that sends no traces", () => {
    expect(callGraphOf([traceOf(gateway, call("c", "bank", { status: "error" }))])).toEqual([
      { caller: "gateway", callee: "external:bank", calls: 1, errors: 1, p95Us: 400 },
    ]);
  });

  it("does not call a known service external only because it did not answer", () => {
    const dead = traceOf(gateway, call("c", "order", { status: "error" }));
    const alive = traceOf(gateway, call("c", "order"), answer("o", "c", "order"));
    expect(callGraphOf([dead, alive]).map((edge) => edge.callee)).toEqual(["order"]);
    expect(callGraphOf([dead], { knownServices: ["order"] }).map((edge) => edge.callee)).toEqual(["order"]);
  });

  it("counts each answer when one client span was retried", () => {
    const retried = traceOf(
      gateway,
      call("c", "order"),
      answer("o1", "c", "order", { status: "error", durationUs: 50 }),
      answer("o2", "c", "order", { durationUs: 70 }),
    );
    expect(callGraphOf([retried])).toMatchObject([{ callee: "order", calls: 2, errors: 1 }]);
  });

  it("sees a call between services without a client span, and none inside a service", () => {
    const trace = traceOf(
      gateway,
      drawnSpan("i", [10, 20], { service: "gateway", parentSpanId: "g" }),
      answer("o", "g", "order"),
    );
    expect(callGraphOf([trace])).toEqual([{ caller: "gateway", callee: "order", calls: 1, errors: 0, p95Us: 300 }]);
  });

  it("puts the busiest edge first", () => {
    const one = traceOf(gateway, call("c", "a-bank"));
    const two = traceOf(gateway, call("c", "order"), answer("o", "c", "order"));
    expect(callGraphOf([one, two, two]).map((edge) => edge.callee)).toEqual(["order", "external:a-bank"]);
  });
});
