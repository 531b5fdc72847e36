import type { ServiceSignals } from "../measurement";
import { quantileOf } from "../quantile";
import type { Series } from "../series";

/** When a service's signals began to differ, and how far off that may be. */
export type Onset = { readonly at: Date; readonly uncertaintyMs: number };

type Sampled = { readonly atMs: number; readonly value: number };
type Run = { readonly startMs: number; readonly endMs: number; readonly peak: number };

const LOOK_BACK_MS = 15 * 60_000;
/** A departure that starts this long after the alert, or ended this long before it, is another one. */
const APART_MS = 30_000;
/** Columns that a departure lasts at least, unless it reaches the newest column. */
const SUSTAINED = 2;
const NOISE_FACTOR = 6;
/** Share of its height above which a departure counts as begun. */
const RISEN = 0.25;
/** A signal that departed less than this share of the one that departed most does not date the onset. */
const COMPARABLE = 0.25;
const MAD_TO_SIGMA = 1.4826;

/**
 * The start of the sustained departure of p95, error ratio or panics from their usual band that lasts at the first alert (look-back
 * 15 min); null when there is none. One that ended before belongs to another incident. The signals that departed most date it. Usual = the quieter half of the columns, so that the trouble does not hide itself; band = their
 * median + 6 σ with σ = 1.4826 × median absolute deviation (robust like BARO's scorer: an outlier must not widen it), never
 * narrower than half the median and 25 ms, or 3 points of error ratio.
 */
export function onsetOf(
  signals: Pick<ServiceSignals, "grid" | "p95Ms" | "errorRatio" | "panicsPerS">,
  { firstAlertAt }: { readonly firstAlertAt: Date },
): Onset | null {
  const alertMs = firstAlertAt.getTime();
  const departures = [
    departureOf(signals.p95Ms, alertMs, (median, sigma) => Math.max(NOISE_FACTOR * sigma, median * 0.5, 25)),
    departureOf(signals.errorRatio, alertMs, (_, sigma) => Math.max(NOISE_FACTOR * sigma, 0.03)),
    departureOf(signals.panicsPerS, alertMs, (_, sigma) => Math.max(NOISE_FACTOR * sigma, 0.1)),
  ].filter((departure) => departure !== null);
  const largest = Math.max(...departures.map(({ widths }) => widths));
  const starts = departures.filter(({ widths }) => widths >= largest * COMPARABLE).map(({ startMs }) => startMs);
  if (starts.length === 0) return null;
  // A column tells of the time up to it: what it shows began after the column before.
  const { stepMs } = signals.grid;
  return { at: new Date(Math.min(...starts) - stepMs / 2), uncertaintyMs: stepMs * 1.5 };
}

type Departure = {
  readonly startMs: number;
  /** Height in widths of the band: how much this signal tells against the others. */
  readonly widths: number;
};

function departureOf(
  series: Series,
  alertMs: number,
  widthOf: (median: number, sigma: number) => number,
): Departure | null {
  const samples = series.samples.flatMap(({ atMs, value }) =>
    value === null || atMs < alertMs - LOOK_BACK_MS ? [] : [{ atMs, value }],
  );
  const usual = samples
    .map(({ value }) => value)
    .sort((a, b) => a - b)
    .slice(0, Math.ceil(samples.length / 2));
  const median = quantileOf(usual, 0.5);
  if (median === null) return null;
  const deviations = usual.map((value) => Math.abs(value - median));
  const width = widthOf(median, (quantileOf(deviations, 0.5) ?? 0) * MAD_TO_SIGMA);
  const run = runAtAlert(samples, median + width, alertMs);
  if (run === null) return null;
  const height = run.peak - median;
  // Restlessness just before the trouble may join it: the trouble itself began where it first reached a part of its height.
  const risen = runAtAlert(samples, median + Math.max(width, height * RISEN), alertMs) ?? run;
  return { startMs: risen.startMs, widths: height / width };
}

function runAtAlert(samples: readonly Sampled[], limit: number, alertMs: number): Run | null {
  const runs = runsAbove(samples, limit).filter(
    ({ startMs, endMs }) => startMs <= alertMs + APART_MS && endMs >= alertMs - APART_MS,
  );
  return runs.at(-1) ?? null;
}

/** Stretches above the limit; one quiet column inside does not end a stretch. */
function runsAbove(samples: readonly Sampled[], limit: number): readonly Run[] {
  const runs: { startMs: number; endMs: number; columns: number; peak: number }[] = [];
  let quiet = 2;
  for (const { atMs, value } of samples) {
    const current = runs.at(-1);
    if (value <= limit) {
      quiet += 1;
    } else if (current !== undefined && quiet <= 1) {
      current.columns += 1;
      current.endMs = atMs;
      current.peak = Math.max(current.peak, value);
      quiet = 0;
    } else {
      runs.push({ startMs: atMs, endMs: atMs, columns: 1, peak: value });
      quiet = 0;
    }
  }
  // What has just begun has no second column yet.
  return runs.filter(({ columns }, index) => columns >= SUSTAINED || (index === runs.length - 1 && quiet === 0));
}
