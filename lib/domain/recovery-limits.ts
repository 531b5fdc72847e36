import type { WindowSummary } from "./measurement";
import type { RecoveryLimits } from "./mitigation";
import { latencyObjectiveMs, type Service } from "./service";

const P95_FLOOR_MS = 180;
const P95_BAND = 1.2;
const BAND = 1.3;
const GOROUTINE_SLACK = 50;
const ALLOCATION_SLACK_BYTES_PER_S = 1_000_000;
/** Burn rate that pages: 2 % of a 30-day budget in one hour. Source: Google SRE Workbook, "Alerting on SLOs". */
const FAST_BURN = 14.4;
const DEFAULT_ERROR_TARGET = 0.999;
const MIN_SAMPLES = 20;

/**
 * Limits that must hold for the whole observation window. p95: the service's own setting, else min(objective, max(180 ms, 1.2 ×
 * baseline)); without a baseline the objective. Goroutines and allocation: 1.3 × baseline and a slack, not judged without one.
 * Errors: the ratio that burns the budget fast enough to page, or 1.3 × baseline when that was higher. Source: SPEC 0.4, DECISIONS.
 */
export function recoveryLimitsOf(input: {
  readonly service: Service;
  readonly windowMs: number;
  readonly baseline: WindowSummary | null;
}): RecoveryLimits {
  const { service, windowMs, baseline } = input;
  const objectiveMs = latencyObjectiveMs(service);
  const baselineP95 = baseline?.p95Ms ?? null;
  const computed =
    baselineP95 === null ? objectiveMs : Math.min(objectiveMs, Math.max(P95_FLOOR_MS, P95_BAND * baselineP95));
  const target = service.objectives.find(({ name }) => name === "errors")?.target ?? DEFAULT_ERROR_TARGET;
  return {
    windowMs,
    p95MaxMs: service.recoveryP95Ms ?? computed,
    errorRatioMax: Math.min(1, Math.max(FAST_BURN * (1 - target), BAND * (baseline?.errorRatio ?? 0))),
    goroutinesMax: banded(baseline?.goroutines ?? null, GOROUTINE_SLACK),
    allocationMaxBytesPerS: banded(baseline?.allocationBytesPerS ?? null, ALLOCATION_SLACK_BYTES_PER_S),
    newPanicsMax: 0,
    minSamples: MIN_SAMPLES,
  };
}

function banded(value: number | null, slack: number): number | null {
  return value === null ? null : BAND * value + slack;
}
