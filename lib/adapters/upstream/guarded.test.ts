import { describe, expect, it, vi } from "vitest";
import type { Measured } from "@/lib/domain/upstream";
import { createGuard, type GuardLimits } from "./guard";
import { guarded } from "./guarded";
import { createHealthRegistry } from "./health";

type Port = { ask(name: string, options: { timeoutMs: number }): Promise<Measured<string>>; write(): Promise<string> };

const at = new Date("2026-11-20T10:00:00Z");
const good = (value: string): Measured<string> => ({ ok: true, value, at, query: "q", n: 1 });
const gap = (reason: "unreachable" | "bad_answer" | "refused" | "no_data"): Measured<string> => ({
  ok: false,
  source: "prometheus",
  reason,
  at,
  query: "the query",
});
const options = { timeoutMs: 10_000 };

function setup(ask: Port["ask"], limits: Partial<GuardLimits> = {}) {
  const clock = { now: () => at };
  const health = createHealthRegistry({ clock });
  const port = guarded<Port>(
    { ask, write: async () => "written" },
    createGuard({ upstream: "prometheus", clock, health, limits }),
    ["write"],
  );
  return { port, health };
}

describe("guarded", () => {
  it("passes an answer through and calls the upstream well", async () => {
    const { port, health } = setup(async (name) => good(name));
    expect(await port.ask("a", options)).toEqual(good("a"));
    expect(health.healthOf("prometheus")).toMatchObject({ state: "ok", lastOkAt: at });
    expect(health.healthOf("jaeger").state).toBe("unknown");
  });

  it("opens after five failures in a row and then spares the upstream", async () => {
    const ask = vi.fn(async () => gap("unreachable"));
    const { port, health } = setup(ask);
    for (let i = 0; i < 5; i += 1) {
      expect(await port.ask("a", options)).toMatchObject({ reason: "unreachable", query: "the query" });
    }
    expect(await port.ask("a", options)).toMatchObject({ ok: false, reason: "circuit_open", source: "prometheus" });
    expect(ask).toHaveBeenCalledTimes(5);
    expect(health.healthOf("prometheus")).toMatchObject({ state: "stale", failingSince: at, reason: "unreachable" });
  });

  it("does not take a refused query or an empty answer for a dead upstream", async () => {
    const { port, health } = setup(async (name) => gap(name === "bad" ? "refused" : "no_data"));
    for (let i = 0; i < 10; i += 1) await port.ask(i % 2 === 0 ? "bad" : "none", options);
    expect(await port.ask("none", options)).toMatchObject({ reason: "no_data" });
    expect(health.healthOf("prometheus").state).toBe("ok");
  });

  it("takes garbage for a dead upstream: it is no longer asked at every turn, and said to fail", async () => {
    const ask = vi.fn(async () => gap("bad_answer"));
    const { port, health } = setup(ask);
    for (let i = 0; i < 20; i += 1) await port.ask("a", options);
    expect(ask).toHaveBeenCalledTimes(5);
    expect(health.healthOf("prometheus")).toMatchObject({ state: "stale", reason: "bad_answer" });
  });

  it("lets four calls out at once and bounds the queue", async () => {
    const waiting: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const { port } = setup(
      () =>
        new Promise((resolve) => {
          running += 1;
          most = Math.max(most, running);
          waiting.push(() => {
            running -= 1;
            resolve(good("late"));
          });
        }),
      { queue: 2 },
    );
    const calls = Array.from({ length: 7 }, () => port.ask("a", options));
    expect(await calls[6]).toMatchObject({ ok: false, reason: "timeout" });
    for (let done = 0; done < 6; ) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
      waiting.shift()?.();
      done += 1;
    }
    expect((await Promise.all(calls.slice(0, 6))).every((answer) => answer.ok)).toBe(true);
    expect(most).toBe(4);
  });

  it("answers at the deadline when the upstream is silent", async () => {
    const { port, health } = setup(() => new Promise(() => undefined));
    expect(await port.ask("a", { timeoutMs: 5 })).toMatchObject({ ok: false, reason: "timeout" });
    expect(health.healthOf("prometheus").reason).toBe("timeout");
  });

  it("recovers: one probe after the pause closes the circuit", async () => {
    let isWell = false;
    const { port, health } = setup(async () => (isWell ? good("a") : gap("unreachable")), { failures: 1, openMs: 0 });
    await port.ask("a", options);
    isWell = true;
    expect((await port.ask("a", options)).ok).toBe(true);
    expect(health.healthOf("prometheus")).toMatchObject({ state: "ok", failingSince: null });
  });

  it("leaves out methods whose outcome must be known", async () => {
    const { port } = setup(async () => gap("unreachable"), { failures: 1 });
    await port.ask("a", options);
    expect(await port.write()).toBe("written");
  });
});
