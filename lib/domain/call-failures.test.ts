import { describe, expect, it } from "vitest";
import { callCountsOf, callFailuresOf } from "./call-failures";
import type { Span, Trace } from "./trace";

const pair = { caller: "payment", callees: new Set(["bank"]) };

let next = 0;
function span(atS: number, more: Partial<Span> = {}): Span {
  next += 1;
  return {
    traceId: "t1",
    spanId: `s${next}`,
    parentSpanId: null,
    service: "payment",
    operation: "POST /external/bank",
    kind: "client",
    startUs: atS * 1_000_000,
    durationUs: 1_000_000,
    status: "error",
    statusMessage: null,
    attributes: { "peer.service": "bank" },
    version: null,
    ...more,
  };
}
const trace = (...spans: readonly Span[]): Trace => ({ traceId: "t1", spans });

describe("callFailuresOf", () => {
  it("tells refusals, time-outs and errors apart, newest first", () => {
    const traces = [
      trace(
        span(1, { statusMessage: "context deadline exceeded after 1s" }),
        span(3, { attributes: { "peer.service": "bank", "error.type": "circuit_open" } }),
        span(2, { statusMessage: "status 503" }),
      ),
    ];
    expect(callFailuresOf(traces, pair, 10).map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["refused", 3_000],
      ["error", 2_000],
      ["timeout", 1_000],
    ]);
  });

  it("keeps what made the breaker open in sight of all that it refuses since", () => {
    const refused = Array.from({ length: 30 }, (_, second) =>
      span(60 + second, { statusMessage: "circuit breaker is open" }),
    );
    const failures = callFailuresOf([trace(span(1), span(2), ...refused)], pair, 10);
    expect(failures.filter(({ kind }) => kind === "error").map(({ atMs }) => atMs)).toEqual([2_000, 1_000]);
    expect(failures).toHaveLength(10);
    expect(failures[0]?.kind).toBe("refused");
  });

  it("takes no other pair's calls, no answer's span and no good call", () => {
    const traces = [
      trace(
        span(1, { attributes: { "peer.service": "risk" } }),
        span(1, { service: "order" }),
        span(1, { kind: "server" }),
        span(1, { status: "ok" }),
      ),
    ];
    expect(callFailuresOf(traces, pair, 10)).toEqual([]);
  });

  it("knows the callee by the span that answered where the call names nobody", () => {
    const call = span(1, { attributes: {} });
    const answer = span(1, { service: "bank", kind: "server", parentSpanId: call.spanId, attributes: {} });
    expect(callFailuresOf([trace(call, answer)], pair, 10)).toMatchObject([{ spanId: call.spanId }]);
  });

  it("counts a call once that two searches found, and keeps the newest of many", () => {
    const twice = trace(span(1));
    expect(callFailuresOf([twice, twice], pair, 10)).toHaveLength(1);
    const many = trace(...Array.from({ length: 30 }, (_, second) => span(second)));
    const failures = callFailuresOf([many], pair, 10);
    expect(failures).toHaveLength(10);
    expect(failures[0]?.atMs).toBe(29_000);
  });
});

describe("callCountsOf", () => {
  it("counts calls into steps (from, to], refusals apart", () => {
    // time     5      10      15
    //          |  a b | c   d |
    const traces = [
      trace(
        span(5),
        span(6, { status: "ok" }),
        span(10),
        span(10.5, { statusMessage: "circuit breaker is open" }),
        span(15),
        span(15.1),
      ),
    ];
    expect(callCountsOf(traces, pair, { fromMs: 5_000, toMs: 15_000, stepMs: 5_000 })).toEqual([
      { atMs: 10_000, total: 2, failed: 1, rejected: 0 },
      { atMs: 15_000, total: 1, failed: 1, rejected: 1 },
    ]);
  });
});
