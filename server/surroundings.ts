import { observeRevisions } from "@/lib/usecases/observe-revisions";
import { refreshSurroundings } from "@/lib/usecases/refresh-surroundings";
import type { App } from "@/lib/wiring";

const PROBE_MS = 5_000;
const REFRESH_MS = 15_000;
const OBSERVE_MS = 5_000;

/**
 * Keeps this process informed of what is around it: every 5 s whether each upstream answers and which revisions run, every 15 s which
 * services there are and who calls whom. A round that is still running is never doubled.
 */
export function watchSurroundings(app: App, onError: (what: string, error: unknown) => void): () => void {
  const observed = new Map<string, number>();
  const stops = [
    every(
      OBSERVE_MS,
      () => observeRevisions(app, observed),
      (error) => onError("revisions", error),
    ),
    every(
      PROBE_MS,
      () => app.probe(),
      (error) => onError("probe", error),
    ),
    every(
      REFRESH_MS,
      () => refreshSurroundings(app),
      (error) => onError("surroundings", error),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function every(periodMs: number, round: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let isRunning = false;
  const run = () => {
    if (isRunning) return;
    isRunning = true;
    round()
      .catch(onError)
      .finally(() => {
        isRunning = false;
      });
  };
  run();
  const timer = setInterval(run, periodMs);
  timer.unref();
  return () => clearInterval(timer);
}
