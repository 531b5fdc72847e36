import { setTimeout as delay } from "node:timers/promises";

/** One step of a shutdown. A step that fails or takes too long does not keep the others from running. */
export type ShutdownStep = { readonly name: string; readonly timeoutMs: number; readonly run: () => unknown };

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs the steps in order at the first signal and exits; a second Ctrl-C kills at once. */
export function onSignal(steps: () => readonly ShutdownStep[], report: (what: string, error: unknown) => void): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) process.exit(130);
    isStopping = true;
    await shutDown(steps(), report);
    process.exit(0);
  };
  for (const signal of SIGNALS) process.on(signal, () => void stop());
}

export async function shutDown(
  steps: readonly ShutdownStep[],
  report: (what: string, error: unknown) => void,
): Promise<void> {
  for (const { name, timeoutMs, run } of steps) {
    const timer = new AbortController();
    try {
      await Promise.race([
        Promise.resolve(run()),
        delay(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() =>
          report(name, new Error(`took longer than ${timeoutMs} ms`)),
        ),
      ]);
    } catch (error) {
      report(name, error);
    } finally {
      timer.abort();
    }
  }
}
