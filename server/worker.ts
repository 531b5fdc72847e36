import { EnvError, readEnv } from "@/lib/env";
import { createApp, useApp as installApp } from "@/lib/wiring";
import { onSignal, type ShutdownStep } from "./shutdown";
import { startWorker } from "./tasks";

const DRAIN_MS = 5_000;

function report(what: string, error: unknown): void {
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
}

/** A separate worker: the same jobs as the server runs in its own process. */
async function main(): Promise<void> {
  const steps: ShutdownStep[] = [];
  onSignal(() => steps, report);
  const starting = createApp(readEnv());
  installApp(starting);
  steps.unshift({ name: "database", timeoutMs: 15_000, run: async () => (await starting).close() });
  const app = await starting;
  const worker = await startWorker(app, report);
  steps.unshift({ name: "worker", timeoutMs: DRAIN_MS + 1_000, run: () => worker.stop(DRAIN_MS) });
  console.log(JSON.stringify({ event: "working", pid: process.pid }));
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) for (const line of error.lines) console.error(line);
  else report("start", error);
  process.exit(1);
});
