import { expect, it, vi } from "vitest";
import type { Responder } from "./responder";
import { runGameDay } from "./run";
import { parseScenario } from "./scenario";
import type { ShopAdmin } from "./shop-admin";

const CLOSED_PORT = "http://127.0.0.1:9";

it("ends at once with the reason when the stack refuses a step", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined); // the live stream has nobody to listen to here
  const scenario = parseScenario(
    "name: refused\nsteps:\n  - { at: 0s, fault: { service: risk, middleware: client, mode: panic } }\n",
    "refused.yaml",
  );
  const unused = vi.fn();
  const shop: ShopAdmin = {
    fault: async () => Promise.reject(new Error('risk has no "client"')),
    dependency: unused,
    traffic: unused,
    flag: unused,
    config: unused,
    clear: unused,
    reset: unused,
    stats: unused,
  };
  const responder: Responder = {
    cookies: () => "",
    incidentsSince: async () => [],
    getJson: unused,
    events: unused,
    acknowledge: unused,
    resolve: unused,
    openIncidents: unused,
    planRollback: unused,
    approve: unused,
  };
  await expect(
    runGameDay({
      appUrl: CLOSED_PORT,
      scenario,
      strategy: "guarded",
      stage: {
        shop,
        releases: { release: unused, scale: unused, killOnePod: unused, versionOf: unused },
        now: () => new Date(),
        onStep: () => undefined,
      },
      responder,
      healthySince: new Date(0),
      say: () => undefined,
    }),
  ).rejects.toThrow('risk has no "client"');
  vi.restoreAllMocks();
});
