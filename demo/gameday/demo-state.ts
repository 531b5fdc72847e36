import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** `.firebreak/demo/state.json`, the ready line of `npm run demo`. */
export const demoStateSchema = z.object({
  event: z.literal("ready"),
  url: z.string(),
  portBase: z.number(),
  webhookToken: z.string(),
  prometheusUrl: z.string(),
  alertmanagerUrl: z.string(),
  jaegerUrl: z.string(),
  etcdUrl: z.string(),
  kubeconfig: z.string(),
  accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  pid: z.number(),
});
export type DemoState = z.infer<typeof demoStateSchema>;

/** The running demo, or null when none answers. */
export async function runningDemo(home: string): Promise<DemoState | null> {
  const file = join(home, "demo", "state.json");
  if (!existsSync(file)) return null;
  const parsed = demoStateSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) return null;
  try {
    const answer = await fetch(`${parsed.data.url}/api/health`, { signal: AbortSignal.timeout(3_000) });
    return answer.ok ? parsed.data : null;
  } catch {
    // Nobody listens: the file is left from a demo that has ended.
    return null;
  }
}

/** The shop's admin endpoint (faults, traffic, dependencies) is at portBase + 9. */
export function shopAdminUrl(state: DemoState): string {
  return `http://127.0.0.1:${state.portBase + 9}`;
}
