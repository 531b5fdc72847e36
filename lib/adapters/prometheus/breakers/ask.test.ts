import { afterEach, describe, expect, it, vi } from "vitest";
import { createPrometheus } from "../client";
import { testService } from "../testing/service";

const call = { timeoutMs: 1_000 };

/** A Prometheus that counts what it is asked. */
function setup() {
  const time = { nowMs: 1_000_000_000 };
  const asked: string[] = [];
  let isProbeDown = false;
  vi.stubGlobal("fetch", async (url: string, { body }: { body: URLSearchParams }) => {
    const isRange = url.endsWith("query_range");
    asked.push(isRange ? "range" : "probe");
    if (!isRange && isProbeDown) throw new TypeError("fetch failed");
    const metric = { __name__: "breaker_state", service: "risk", target: "bank", state: "open" };
    const values = [[Number(body.get("end")), "1"]];
    const data = isRange
      ? { resultType: "matrix", result: [{ metric, values }] }
      : { resultType: "vector", result: [{ metric: { __name__: "breaker_state", service: "risk" }, value: [0, "1"] }] };
    return new Response(JSON.stringify({ status: "success", data }));
  });
  const metrics = createPrometheus({ url: "http://prometheus", clock: { now: () => new Date(time.nowMs) } });
  const services = [testService("order"), { ...testService("risk"), breakers: [] }];
  return {
    asked,
    time,
    fail: () => {
      isProbeDown = true;
    },
    ask: () => metrics.breakers(services, new Date(time.nowMs), call),
  };
}

afterEach(() => vi.unstubAllGlobals());

describe("breakers of the Prometheus adapter", () => {
  it("asks one query per look, and which metrics there are once in five minutes", async () => {
    const { asked, ask, time } = setup();
    for (let look = 0; look < 12; look += 1) {
      await ask();
      time.nowMs += 5_000;
    }
    expect(asked.filter((kind) => kind === "probe")).toHaveLength(1);
    expect(asked.filter((kind) => kind === "range")).toHaveLength(12);
    time.nowMs += 5 * 60_000;
    await ask();
    expect(asked.filter((kind) => kind === "probe")).toHaveLength(2);
  });

  it("shares the probe among those who ask at once", async () => {
    const { asked, ask } = setup();
    await Promise.all(Array.from({ length: 20 }, ask));
    expect(asked.filter((kind) => kind === "probe")).toHaveLength(1);
  });

  it("reads what the probe found beside what is declared", async () => {
    const { ask } = setup();
    const answer = await ask();
    expect(answer).toMatchObject({
      ok: true,
      value: {
        breakers: [{ caller: "risk", callee: "bank", state: "open" }],
        silent: [{ service: "order", metric: "circuit_breaker_state" }],
      },
    });
  });

  it("still asks for what is declared when the probe fails, and probes again soon", async () => {
    const { asked, ask, fail, time } = setup();
    fail();
    expect((await ask()).ok).toBe(true);
    await ask();
    expect(asked).toEqual(["probe", "range", "range"]);
    time.nowMs += 31_000;
    await ask();
    expect(asked.slice(3)).toEqual(["probe", "range"]);
  });
});
