// @vitest-environment jsdom
import fc from "fast-check";
import mermaid from "mermaid";
import { describe, expect, it } from "vitest";
import type { Span, Trace } from "../trace";
import { drawnSpan } from "../trace-drawing.fixture";
import { traceSequence } from "./trace-sequence";

async function isValid(text: string): Promise<string | true> {
  try {
    await mermaid.parse(text);
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const trace = (...spans: readonly Span[]): Trace => ({ traceId: "t1", spans });
const linesOf = (text: string) => text.split("\n").map((line) => line.trim());

const ROOT = drawnSpan("r", [0, 500_000], { service: "gateway", operation: "GET /checkout", kind: "server" });
const CLIENT = drawnSpan("c", [10_000, 480_000], {
  service: "gateway",
  operation: "call order",
  kind: "client",
  parentSpanId: "r",
});
const ORDER = drawnSpan("o", [20_000, 470_000], {
  service: "order",
  operation: "POST /orders",
  kind: "server",
  parentSpanId: "c",
});
const query = (i: number, rest: Partial<Span> = {}) =>
  drawnSpan(`q${i}`, [30_000 + i * 8_100, 38_100 + i * 8_100], {
    service: "order",
    operation: "SELECT items",
    kind: "client",
    parentSpanId: "o",
    attributes: { "db.system": "postgresql" },
    ...rest,
  });

describe("a trace as a sequence", () => {
  it("draws calls and answers, with the time as the caller saw it", () => {
    expect(linesOf(traceSequence(trace(ROOT, CLIENT, ORDER), { title: "checkout" }))).toEqual([
      "sequenceDiagram",
      "title checkout",
      "participant p0 as client",
      "participant p1 as gateway",
      "participant p2 as order",
      "p0->>p1:nowrap: GET /checkout",
      "p1->>p2:nowrap: POST /orders",
      "p2-->>p1:nowrap: 470 ms",
      "p1-->>p0:nowrap: 500 ms",
      "",
    ]);
  });

  it("folds an N+1 into one loop with its count, its sum and the median", async () => {
    const text = traceSequence(trace(ROOT, CLIENT, ORDER, ...Array.from({ length: 12 }, (_, i) => query(i))), {
      title: "x",
    });
    expect(linesOf(text)).toEqual(
      expect.arrayContaining([
        "participant p3 as postgresql",
        "loop ×12, 97 ms in all",
        "p2->>p3:nowrap: SELECT items",
        "p3-->>p2:nowrap: 8.1 ms",
        "end",
      ]),
    );
    expect(text.match(/SELECT items/g)).toHaveLength(1);
    expect(await isValid(text)).toBe(true);
  });

  it("ends a run at a call that is different: another operation, or one that failed", () => {
    const failed = query(2, { status: "error", statusMessage: "pool exhausted" });
    const other = query(5, { operation: "UPDATE stock" });
    const text = traceSequence(trace(ORDER, query(0), query(1), failed, query(3), query(4), other), { title: "x" });
    expect(linesOf(text).filter((line) => line.startsWith("loop"))).toEqual([
      "loop ×2, 16 ms in all",
      "loop ×2, 16 ms in all",
    ]);
    expect(text).toContain("--xp1:nowrap: pool exhausted, 8.1 ms");
  });

  it("folds calls that lead to the same calls, and not those that do not", () => {
    const item = (i: number, withStock: boolean): Span[] => [
      drawnSpan(`i${i}`, [i * 10_000, i * 10_000 + 9_000], {
        service: "item",
        operation: "get",
        kind: "server",
        parentSpanId: "r",
      }),
      ...(withStock
        ? [
            drawnSpan(`s${i}`, [i * 10_000, i * 10_000 + 5_000], {
              service: "stock",
              operation: "look",
              kind: "server",
              parentSpanId: `i${i}`,
            }),
          ]
        : []),
    ];
    const same = traceSequence(trace(ROOT, ...[0, 1, 2].flatMap((i) => item(i, true))), { title: "x" });
    expect(linesOf(same).filter((line) => /^loop|look/.test(line))).toEqual([
      "loop ×3, 27 ms in all",
      "p2->>p3:nowrap: look",
    ]);
    const mixed = traceSequence(trace(ROOT, ...[0, 1, 2].flatMap((i) => item(i, i !== 1))), { title: "x" });
    expect(mixed).not.toContain("loop");
  });

  it("has no answer where nobody waits", () => {
    const send = drawnSpan("p", [10, 20], { service: "order", operation: "send", kind: "producer", parentSpanId: "o" });
    const receive = drawnSpan("v", [100, 900], {
      service: "mail",
      operation: "receive",
      kind: "consumer",
      parentSpanId: "p",
    });
    const text = traceSequence(trace(ORDER, send, receive), { title: "x" });
    expect(text).toContain("p1-)p2:nowrap: receive");
    expect(text.match(/-->>/g)).toHaveLength(1);
  });

  it("leaves route templates readable and shortens what is longer than an arrow", async () => {
    const route = { ...ORDER, operation: "GET /orders/{id}/items" };
    const long = query(0, { operation: `SELECT ${"column, ".repeat(20)}` });
    const text = traceSequence(trace(route, long), { title: "x" });
    expect(text).toContain(":nowrap: GET /orders/{id}/items\n");
    expect(text).toMatch(/:nowrap: SELECT .{40}…\n/);
    expect(await isValid(text)).toBe(true);
  });

  it("draws so many calls and says that it stopped", async () => {
    const spans = Array.from({ length: 300 }, (_, i) => query(i, { operation: `SELECT ${i % 2}` }));
    const text = traceSequence(trace(ORDER, ...spans), { title: "x", max: 40 });
    expect(text.match(/->>/g)).toHaveLength(80);
    expect(text).toContain("The first 40 of 301 calls.");
    expect(await isValid(text)).toBe(true);
  });

  it("is a diagram even of nothing, and of 20,000 calls one below the other", async () => {
    expect(await isValid(traceSequence(trace(), { title: "x" }))).toBe(true);
    const deep = Array.from({ length: 20_000 }, (_, i) =>
      drawnSpan(`s${i}`, [i, 200_000 - i], {
        service: `svc${i % 2}`,
        kind: "server",
        operation: "go",
        parentSpanId: i === 0 ? null : `s${i - 1}`,
      }),
    );
    expect(traceSequence({ traceId: "t1", spans: deep }, { title: "x" })).toContain("of 20000 calls");
  });

  it("is valid for any names at all", async () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom("end", "loop x", "a;b", "%%{init}", "#35;", "participant X", ""),
    );
    await fc.assert(
      fc.asyncProperty(name, name, name, async (service, operation, message) => {
        const spans = [
          drawnSpan("a", [0, 100], { service, operation, kind: "server" }),
          drawnSpan("b", [1, 9], {
            service: operation,
            operation: message,
            parentSpanId: "a",
            status: "error",
            statusMessage: message,
          }),
          drawnSpan("c", [10, 19], {
            service: operation,
            operation: message,
            parentSpanId: "a",
            status: "error",
            statusMessage: message,
          }),
        ];
        expect(await isValid(traceSequence(trace(...spans), { title: operation }))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
