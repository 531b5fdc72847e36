import { describe, expect, it } from "vitest";
import { otlpRequest } from "./otlp-schema";
import { exportOf, NOW_MS, nanoAt, sampleSpan } from "./sample-export.fixture";
import { type Search, searchTraces } from "./search";
import { TraceStore } from "./store";

const MINUTE_MS = 60_000;

function idOf(n: number): string {
  return n.toString(16).padStart(32, "0");
}

/** One trace of `spans` spans of `service`, starting `startMs` after the sample time. */
function add(
  store: TraceStore,
  {
    n,
    service = "order",
    spans = 1,
    startMs = 0,
    at = NOW_MS,
    ...rest
  }: { n: number; service?: string; spans?: number; startMs?: number; at?: number } & Record<string, unknown>,
): void {
  const list = Array.from({ length: spans }, (_, i) =>
    sampleSpan({
      traceId: idOf(n),
      spanId: (n * 1_000 + i + 1).toString(16).padStart(16, "0"),
      startTimeUnixNano: nanoAt(startMs + i),
      endTimeUnixNano: nanoAt(startMs + i + 10),
      ...rest,
    }),
  );
  store.add(otlpRequest.parse(JSON.parse(exportOf(service, list))), at);
}

function search(store: TraceStore, rest: Partial<Search> = {}): string[] {
  const all: Search = {
    service: "order",
    operation: "",
    fromUs: 0,
    toUs: Number.MAX_SAFE_INTEGER,
    minDurationNs: 0,
    maxDurationNs: 0,
    attributes: {},
    limit: 100,
  };
  return searchTraces(store, { ...all, ...rest }).map(({ traceId }) => traceId);
}

describe("the trace store", () => {
  it("finds the newest first, whatever the order of arrival, up to the limit", () => {
    const store = new TraceStore({ maxSpans: 1_000, retentionMs: MINUTE_MS });
    for (const n of [3, 1, 5, 2, 4]) add(store, { n, startMs: n * 100 });
    expect(search(store, { limit: 3 })).toEqual([5, 4, 3].map(idOf));
  });

  it("asks one span to satisfy every condition, not the trace as a whole", () => {
    const store = new TraceStore({ maxSpans: 1_000, retentionMs: MINUTE_MS });
    const slow = sampleSpan({
      traceId: idOf(1),
      spanId: "1".repeat(16),
      name: "slow",
      endTimeUnixNano: nanoAt(-50_000),
    });
    const failed = sampleSpan({ traceId: idOf(1), spanId: "2".repeat(16), name: "failed", status: { code: 2 } });
    store.add(otlpRequest.parse(JSON.parse(exportOf("order", [slow, failed]))), NOW_MS);
    expect(search(store, { minDurationNs: 5e9 })).toEqual([idOf(1)]);
    expect(search(store, { attributes: { error: "true" } })).toEqual([idOf(1)]);
    expect(search(store, { minDurationNs: 5e9, attributes: { error: "true" } })).toEqual([]);
    expect(search(store, { operation: "failed", minDurationNs: 5e9 })).toEqual([]);
  });

  it("does not take the duration of another service's span", () => {
    const store = new TraceStore({ maxSpans: 1_000, retentionMs: MINUTE_MS });
    add(store, { n: 1, service: "gateway", endTimeUnixNano: nanoAt(9_000) });
    add(store, { n: 1, service: "order" });
    expect(search(store, { service: "gateway", minDurationNs: 5e9 })).toEqual([idOf(1)]);
    expect(search(store, { service: "order", minDurationNs: 5e9 })).toEqual([]);
    expect(search(store, { service: "", minDurationNs: 5e9 })).toEqual([idOf(1)]);
  });

  it("takes both ends of the time range", () => {
    const store = new TraceStore({ maxSpans: 1_000, retentionMs: MINUTE_MS });
    for (const n of [1, 2, 3]) add(store, { n, startMs: n });
    const us = (ms: number) => (NOW_MS + ms) * 1_000;
    expect(search(store, { fromUs: us(2), toUs: us(3) })).toEqual([3, 2].map(idOf));
    expect(search(store, { fromUs: us(1), toUs: us(1) })).toEqual([idOf(1)]);
  });

  it("drops whole traces, oldest arrival first, when there are too many spans", () => {
    const store = new TraceStore({ maxSpans: 25, retentionMs: MINUTE_MS });
    for (const n of [1, 2, 3]) add(store, { n, spans: 10, startMs: -n });
    expect(store.spanCount).toBe(20);
    expect(store.trace(idOf(1))).toBeNull();
    expect(search(store)).toEqual([2, 3].map(idOf));
  });

  it("drops traces that are too old, with services and operations nobody has any more", () => {
    const store = new TraceStore({ maxSpans: 1_000, retentionMs: MINUTE_MS });
    add(store, { n: 1, service: "gone", at: NOW_MS });
    add(store, { n: 2, service: "order", name: "old", at: NOW_MS });
    add(store, { n: 3, service: "order", name: "new", at: NOW_MS + MINUTE_MS });
    store.evict(NOW_MS + MINUTE_MS + 1);
    expect(store.services()).toEqual(["order"]);
    expect(store.indexOf("order")?.operations()).toEqual([{ name: "new", spanKind: "server" }]);
    expect([store.traceCount, store.spanCount]).toEqual([1, 1]);
  });

  it("stays within its limit and finds only what it still has, over many evictions", () => {
    const store = new TraceStore({ maxSpans: 3_000, retentionMs: MINUTE_MS });
    for (let n = 1; n <= 5_000; n++) add(store, { n, spans: 3, startMs: n });
    expect(store.spanCount).toBeLessThanOrEqual(3_000);
    const found = search(store, { limit: 10_000 });
    expect(found).toHaveLength(store.traceCount);
    expect(found[0]).toBe(idOf(5_000));
  });
});
