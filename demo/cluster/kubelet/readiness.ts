import { setTimeout as sleep } from "node:timers/promises";
import { type HttpProbe, probeHttp } from "./probe";

/** Until the first success a pod is asked this often: a rollout here takes seconds, not probe periods. */
const STARTING_PERIOD_MS = 200;

interface ReadinessWatch {
  port: number;
  probe: HttpProbe;
  signal: AbortSignal;
  now: () => number;
  onChange: (ready: boolean) => void;
  onFailure: (message: string) => void;
}

/** Probes until aborted and tells when readiness changes. Failures in the first period after start stay quiet. */
export async function watchReadiness(watch: ReadinessWatch): Promise<void> {
  const { port, probe, signal, now } = watch;
  const quietUntilMs = now() + probe.initialDelayMs + probe.periodMs;
  let ready = false;
  let streak = 0;
  await pause(probe.initialDelayMs, signal);
  while (!signal.aborted) {
    const result = await probeHttp(port, probe);
    if (signal.aborted) return;
    streak = result.ok === ready ? 0 : streak + 1;
    if (!result.ok && now() >= quietUntilMs) watch.onFailure(result.message);
    if (streak >= (ready ? probe.failureThreshold : probe.successThreshold)) {
      ready = !ready;
      streak = 0;
      watch.onChange(ready);
    }
    const starting = !ready && now() < quietUntilMs;
    await pause(starting ? Math.min(STARTING_PERIOD_MS, probe.periodMs) : probe.periodMs, signal);
  }
}

/** Sleeps, or returns early when aborted. */
export async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(durationMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
