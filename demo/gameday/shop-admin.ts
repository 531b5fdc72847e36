import { z } from "zod";
import type { Scenario, ScenarioStep } from "./scenario";

const stats = z.looseObject({ sent: z.number().optional(), ok: z.number().optional() });

/** The shop's admin endpoint: what breaks, and how much traffic there is. Every call throws when it is refused. */
export function shopAdmin(url: string) {
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`shop admin ${method} ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    fault: (fault: NonNullable<ScenarioStep["fault"]>) => send("POST", "/faults", fault),
    dependency: (dependency: NonNullable<ScenarioStep["dependency"]>) => send("POST", "/dependency", dependency),
    traffic: (traffic: Scenario["traffic"]) => send("POST", "/traffic", traffic),
    flag: (flag: NonNullable<ScenarioStep["flag"]>) => send("POST", "/flags", flag),
    config: (config: NonNullable<ScenarioStep["config"]>) => send("POST", "/config", config),
    clear: () => send("DELETE", "/faults"),
    reset: () => send("DELETE", "/faults?all=1"),
    stats: async () => stats.parse(await (await fetch(`${url}/stats`, { signal: AbortSignal.timeout(5_000) })).json()),
  };
}
export type ShopAdmin = ReturnType<typeof shopAdmin>;
