import { describe, expect, it } from "vitest";
import { routeFrameSchema } from "@/lib/contracts/routes";
import { TICK_MS } from "./room-frame";
import { createRouteFrameCache, routeFrame } from "./route-frame";
import { INCIDENT_ID, roomWorld } from "./testing/room-world";

function setup() {
  const world = roomWorld();
  const deps = { ...world, store: world.reads, routeFrames: createRouteFrameCache() };
  const ask = (over: { readonly incidentId?: string; readonly rangeMin?: number } = {}) =>
    routeFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20, ...over });
  return { world, deps, ask, asked: () => world.calls.filter((name) => name === "routeHistograms").length };
}

describe("routeFrame", () => {
  it("asks once per tick, however many look, and not at all while nobody does", async () => {
    const { world, ask, asked } = setup();
    await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(asked()).toBe(1);
    world.time.nowMs += 20 * TICK_MS;
    expect(asked()).toBe(1);
    await Promise.all([ask(), ask()]);
    expect(asked()).toBe(2);
  });

  it("gives what the contract says, most abnormal first", async () => {
    const frame = routeFrameSchema.parse(await setup().ask());
    expect(frame.routes.state).toBe("ok");
    expect(frame.routes.data?.rows.map(({ route }) => route)).toEqual(["POST /checkout", "GET /orders/{id}/items"]);
  });

  it("keeps the last answer as stale when the upstream fails, and says unknown when there never was one", async () => {
    const { world, ask } = setup();
    await ask();
    world.state.gap = "timeout";
    world.time.nowMs += TICK_MS;
    expect((await ask()).routes).toMatchObject({ state: "stale", reason: "timeout", data: { routesTotal: 2 } });
    world.state.gap = "no_data";
    expect((await ask({ rangeMin: 60 })).routes).toMatchObject({ state: "unknown", data: null });
  });

  it("throws for an unknown incident and asks nobody", async () => {
    const { ask, asked } = setup();
    await expect(ask({ incidentId: "none" })).rejects.toMatchObject({ code: "not_found" });
    expect(asked()).toBe(0);
  });

  it("stays bounded", async () => {
    const { deps, ask } = setup();
    for (let rangeMin = 1; rangeMin <= 150; rangeMin += 1) await ask({ rangeMin });
    expect(deps.routeFrames.entries.size).toBeLessThanOrEqual(100);
  });
});
