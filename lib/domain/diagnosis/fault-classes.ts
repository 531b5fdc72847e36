import type { FaultClass } from "../cause";
import type { ServiceSignals } from "../measurement";
import type { Series } from "../series";

const DEVIATION_RATIO = 0.15;
const PANICS_PER_S = 0.5;
const LEAKED = 500;
const LEAK_MS = 5 * 60_000;
/** More requests need more goroutines: growth beside such a growth of traffic is load, not a leak. */
const LOAD_RATIO = 1.5;

/**
 * Fault classes of one service's signals (SPEC 0.9); more than one may hold. sli_deviation: p95 above the objective, or errors, by a ratio over 0.15
 * for `deviationForMs` (a setting, 30 s) without a break · panic_spread: over 0.5 panics/s · goroutine_leak: over 500 more goroutines within 5 min without half as
 * many more requests.
 * `sinceMs`: columns before it are not looked at.
 */
export function faultClassesOf(
  signals: ServiceSignals,
  {
    objectiveMs,
    sinceMs,
    deviationForMs,
  }: { readonly objectiveMs: number; readonly sinceMs: number; readonly deviationForMs: number },
): readonly FaultClass[] {
  const classes: FaultClass[] = [];
  if (deviatesFor(signals, objectiveMs, sinceMs) >= deviationForMs) classes.push("sli_deviation");
  if (valuesSince(signals.panicsPerS, sinceMs).some(({ value }) => value > PANICS_PER_S)) classes.push("panic_spread");
  const goroutines = valuesSince(signals.goroutines, sinceMs - LEAK_MS);
  const rates = new Map(signals.requestsPerS.samples.map(({ atMs, value }) => [atMs, value]));
  const isLoad = (beforeMs: number, atMs: number) => {
    const before = rates.get(beforeMs) ?? null;
    return before !== null && before > 0 && (rates.get(atMs) ?? 0) >= before * LOAD_RATIO;
  };
  const isLeaking = goroutines.some(({ atMs, value }) =>
    goroutines.some(
      (before) =>
        before.atMs < atMs &&
        atMs - before.atMs <= LEAK_MS &&
        value - before.value > LEAKED &&
        !isLoad(before.atMs, atMs),
    ),
  );
  if (isLeaking) classes.push("goroutine_leak");
  return classes;
}

/** Longest unbroken deviation in milliseconds; each column stands for one step. */
function deviatesFor({ grid, p95Ms, errorRatio }: ServiceSignals, objectiveMs: number, sinceMs: number): number {
  const errors = new Map(errorRatio.samples.map(({ atMs, value }) => [atMs, value]));
  let longest = 0;
  let current = 0;
  for (const { atMs, value } of p95Ms.samples) {
    if (atMs < sinceMs) continue;
    const failed = errors.get(atMs) ?? null;
    // Without traffic (an open breaker in front of it) there is nothing to judge: no more, no end either.
    if (value === null && failed === null) continue;
    const slow = value === null ? 0 : (value - objectiveMs) / objectiveMs;
    current = Math.max(slow, failed ?? 0) > DEVIATION_RATIO ? current + grid.stepMs : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

function valuesSince(series: Series, sinceMs: number): readonly { readonly atMs: number; readonly value: number }[] {
  return series.samples.flatMap(({ atMs, value }) => (value === null || atMs < sinceMs ? [] : [{ atMs, value }]));
}
