import { describe, expect, it } from "vitest";
import type { Span, Trace } from "./trace";
import { traceReadingOf } from "./trace-reading";

let ids = 0;
function span(over: Partial<Span> & { readonly parent?: Span }): Span {
  ids += 1;
  const { parent, ...rest } = over;
  return {
    traceId: "t",
    spanId: `s${ids}`,
    parentSpanId: parent?.spanId ?? null,
    service: "order",
    operation: "op",
    kind: "server",
    startUs: 0,
    durationUs: 100_000,
    status: "unset",
    statusMessage: null,
    attributes: {},
    version: null,
    ...rest,
  };
}
const trace = (...spans: readonly Span[]): Trace => ({ traceId: "t", spans });
const KNOWN = new Set(["order", "payment"]);
const places = (input: Trace) =>
  Object.fromEntries((traceReadingOf(input, KNOWN)?.places ?? []).map(({ place, ...rest }) => [place, rest]));

describe("traceReadingOf", () => {
  it("gives the time of an unanswered call to whom it asked", () => {
    // order    |----------------------------------------| 100 ms
    //   client      |--------------| 40 ms, bank sends no spans
    //   query                          |------| 20 ms, a database
    const root = span({});
    const bank = span({
      parent: root,
      kind: "client",
      startUs: 10_000,
      durationUs: 40_000,
      attributes: { "peer.service": "bank" },
    });
    const query = span({
      parent: root,
      kind: "client",
      startUs: 60_000,
      durationUs: 20_000,
      attributes: { "db.system": "postgresql", "db.name": "orders" },
    });
    expect(places(trace(root, bank, query))).toEqual({
      order: { kind: "service", spans: 3, answersUs: [100_000], failedAnswers: 0, selfUs: 40_000 },
      "external:bank": { kind: "external", spans: 0, answersUs: [], failedAnswers: 0, selfUs: 40_000 },
      "external:postgresql orders": { kind: "database", spans: 0, answersUs: [], failedAnswers: 0, selfUs: 20_000 },
    });
  });

  it("counts a service of ours that did not answer under its name, by peer, host or host's first label", () => {
    const root = span({});
    for (const attributes of [
      { "peer.service": "payment" },
      { "server.address": "payment" },
      { "server.address": "payment.shop.svc.cluster.local" },
      { "net.peer.name": "payment:8080" },
    ]) {
      const call = span({ parent: root, kind: "client", status: "error", attributes });
      expect(traceReadingOf(trace(root, call), KNOWN)?.calls).toEqual([
        { caller: "order", callee: "payment", durationUs: 100_000, isError: true },
      ]);
    }
  });

  it("does not make a place of every address", () => {
    const root = span({});
    for (const host of ["10.2.3.4", "10.2.3.4:5432", "[fd00::1]:80", "fd00::1"]) {
      const call = span({ parent: root, kind: "client", attributes: { "server.address": host } });
      expect(traceReadingOf(trace(root, call), KNOWN)?.calls[0]?.callee).toBe("external:unnamed");
    }
  });

  it("counts a driver's span under its wrapper's as one call", () => {
    const root = span({});
    const attributes = { "db.system.name": "mysql", "db.namespace": "shop" };
    const wrapper = span({ parent: root, kind: "client", attributes });
    const driver = span({ parent: wrapper, kind: "client", attributes });
    expect(traceReadingOf(trace(root, wrapper, driver), KNOWN)?.calls).toHaveLength(1);
  });

  it("enters a service by its server spans, by a first span of any work, never by a caller's client span", () => {
    const client = span({ service: "browser", kind: "client" });
    const server = span({ service: "order", parent: client, status: "error" });
    const inner = span({ service: "order", parent: server, kind: "internal" });
    const read = places(trace(client, server, inner));
    expect(read.browser?.answersUs).toEqual([]);
    expect(read.order).toMatchObject({ answersUs: [100_000], failedAnswers: 1, spans: 2 });
    const job = span({ service: "cron", kind: "internal" });
    expect(places(trace(job)).cron?.answersUs).toEqual([100_000]);
  });

  it("is null for a trace without spans, and leaves calls of a service to itself out", () => {
    expect(traceReadingOf(trace(), KNOWN)).toBeNull();
    const client = span({ kind: "client" });
    expect(traceReadingOf(trace(client, span({ parent: client })), KNOWN)?.calls).toEqual([]);
  });
});
