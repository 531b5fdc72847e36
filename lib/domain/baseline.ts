import type { ServiceSignals } from "./measurement";
import { type Grid, gridOf } from "./series";

/** A healthy stretch before the trouble, to compare with. `n` = requests counted in it. */
export type BaselineWindow = { readonly fromMs: number; readonly toMs: number; readonly n: number };

export type TroubleTimes = {
  readonly onsetAt: Date | null;
  /** Changes near the incident, in any order. Those older than 15 min before onset and alert are passed over. */
  readonly changesAt: readonly Date[];
  readonly firstAlertAt: Date;
};

export const BASELINE_MAX_MS = 15 * 60_000;
export const BASELINE_MIN_MS = 60_000;
export const BASELINE_MIN_REQUESTS = 100;
const GUARD_MS = 10_000;
const HEALTHY_ERROR_RATIO = 0.05;

/** The grid on which to ask for signals before calling `baselineWindowOf`: back far enough for every possible end. */
export function baselineGridOf(times: TroubleTimes): Grid {
  const ends = endsOf(times);
  const last = Math.max(...ends);
  const first = Math.min(...ends);
  return gridOf(first - BASELINE_MAX_MS, last, 240);
}

/**
 * The longest healthy window of at most 15 min that ends 10 s before the earliest of onset, change and first alert;
 * null when it is shorter than 60 s or holds fewer than 100 requests: "no baseline", and the objective is used instead.
 * Healthy column: traffic, p95 within the objective and at most 5 % errors; the first column that is not (or is a gap) ends it.
 * When an earlier change leaves no such window, the next later one decides: a healthy stretch stays healthy whatever was released in it.
 * Source: DECISIONS "Room", Baseline.
 */
export function baselineWindowOf(
  input: TroubleTimes & {
    readonly signals: Pick<ServiceSignals, "grid" | "p95Ms" | "errorRatio" | "requestsPerS">;
    readonly objectiveMs: number;
  },
): BaselineWindow | null {
  for (const endMs of endsOf(input)) {
    const window = windowEndingAt(endMs, input);
    if (window !== null) return window;
  }
  return null;
}

function endsOf({ onsetAt, changesAt, firstAlertAt }: TroubleTimes): readonly number[] {
  const troubleMs = Math.min(firstAlertAt.getTime(), onsetAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const changesMs = changesAt
    .map((at) => at.getTime())
    .filter((atMs) => atMs < troubleMs && atMs >= troubleMs - BASELINE_MAX_MS);
  return [...changesMs, troubleMs].sort((a, b) => a - b).map((atMs) => atMs - GUARD_MS);
}

function windowEndingAt(
  endMs: number,
  { signals, objectiveMs }: Parameters<typeof baselineWindowOf>[0],
): BaselineWindow | null {
  const { stepMs } = signals.grid;
  const p95At = valuesByTime(signals.p95Ms);
  const errorsAt = valuesByTime(signals.errorRatio);
  const rateAt = valuesByTime(signals.requestsPerS);
  const toMs = Math.floor(endMs / stepMs) * stepMs;
  let fromMs = toMs;
  let requests = 0;
  for (let atMs = toMs; atMs > toMs - BASELINE_MAX_MS; atMs -= stepMs) {
    const rate = rateAt.get(atMs) ?? null;
    const p95 = p95At.get(atMs) ?? null;
    const isHealthy =
      rate !== null &&
      rate > 0 &&
      p95 !== null &&
      p95 <= objectiveMs &&
      (errorsAt.get(atMs) ?? 0) <= HEALTHY_ERROR_RATIO;
    if (!isHealthy) break;
    fromMs = atMs - stepMs;
    requests += (rate * stepMs) / 1_000;
  }
  const n = Math.floor(requests);
  return toMs - fromMs >= BASELINE_MIN_MS && n >= BASELINE_MIN_REQUESTS ? { fromMs, toMs, n } : null;
}

function valuesByTime(series: ServiceSignals["p95Ms"]): ReadonlyMap<number, number | null> {
  return new Map(series.samples.map((sample) => [sample.atMs, sample.value]));
}
