import type { Effect, EffectMetric, Explanation, RecoveryVerdict } from "./events";
import type { WindowSummary } from "./measurement";
import type { RecoveryLimits } from "./mitigation";

/** What one look at the newest stretch of traffic says. */
export type Judgement =
  | { readonly kind: "good" }
  | { readonly kind: "breach"; readonly metric: EffectMetric; readonly value: number; readonly limit: number }
  /** Too few requests to say anything. */
  | { readonly kind: "thin"; readonly n: number };

/** Holds one short interval against the limits. The first breached limit is named, latency first. */
export function judge(summary: WindowSummary | null, limits: RecoveryLimits): Judgement {
  if (summary === null || summary.n < limits.minSamples || summary.p95Ms === null) {
    return { kind: "thin", n: summary?.n ?? 0 };
  }
  const seconds = (summary.toMs - summary.fromMs) / 1_000;
  const checks: readonly (readonly [EffectMetric, number | null, number | null])[] = [
    ["p95_ms", summary.p95Ms, limits.p95MaxMs],
    ["error_ratio", summary.errorRatio, limits.errorRatioMax],
    // Half a panic is none: rates over short windows are extrapolated.
    ["panics_per_s", panicsIn(summary.panicsPerS, seconds), limits.newPanicsMax],
    ["goroutines", summary.goroutines, limits.goroutinesMax],
    ["allocation_bytes_per_s", summary.allocationBytesPerS, limits.allocationMaxBytesPerS],
  ];
  for (const [metric, value, limit] of checks) {
    if (value !== null && limit !== null && value > limit) return { kind: "breach", metric, value, limit };
  }
  return { kind: "good" };
}

function panicsIn(perS: number | null, seconds: number): number | null {
  return perS === null ? null : Math.round(perS * seconds);
}

/**
 * One verification in progress: a fold over looks at fixed times. Because each look reads the history of a fixed interval, the
 * state can be rebuilt from the start after a crash, and no proof is lost or invented.
 */
export type Verification = {
  readonly startedAtMs: number;
  readonly limits: RecoveryLimits;
  readonly tickMs: number;
  /** Number of looks so far; look k is at startedAt + k × tick. */
  readonly looks: number;
  readonly phase: "gathering" | "holding" | "breached" | "thin";
  /** Since when every look was good (or still gathering). */
  readonly sinceMs: number;
  /** Width of the interval looked at, fixed by the first one that held enough requests; null before. */
  readonly spanMs: number | null;
  readonly restarts: readonly Restart[];
};
export type Restart = {
  readonly atMs: number;
  readonly metric: EffectMetric;
  readonly value: number;
  readonly limit: number;
};

const TICKS_PER_WINDOW = 36;
const SPANS_MS = [10_000, 30_000, 60_000] as const;
/** A span is kept for good, so it is chosen with room: a Poisson count does not fall from twice the minimum below it. */
const ROOM = 2;
export const DEADLINE_WINDOWS = 3;

export function startVerification(startedAt: Date, limits: RecoveryLimits): Verification {
  const tickMs = Math.min(5_000, Math.max(2_000, Math.round(limits.windowMs / TICKS_PER_WINDOW)));
  const startedAtMs = startedAt.getTime();
  return {
    startedAtMs,
    limits,
    tickMs,
    looks: 0,
    phase: "gathering",
    sinceMs: startedAtMs,
    spanMs: null,
    restarts: [],
  };
}

export function deadlineOf({ startedAtMs, limits }: Verification): Date {
  return new Date(startedAtMs + DEADLINE_WINDOWS * limits.windowMs);
}

/** Time of the next look, in epoch ms. */
export function nextLookAt({ startedAtMs, tickMs, looks }: Verification): number {
  return startedAtMs + (looks + 1) * tickMs;
}

/** Intervals to try at a look, narrowest first: trailing, never reaching back before the start, at most half a window wide. */
export function spansAt(verification: Verification, atMs: number): readonly { fromMs: number; toMs: number }[] {
  const { startedAtMs, spanMs, limits } = verification;
  const widest = Math.max(SPANS_MS[0], limits.windowMs / 2);
  const widths = spanMs === null ? SPANS_MS.filter((width) => width <= widest) : [spanMs];
  const froms = widths.map((width) => Math.max(startedAtMs, atMs - width));
  return [...new Set(froms)].map((fromMs) => ({ fromMs, toMs: atMs }));
}

/** True when this interval holds requests enough to settle on its width. */
export function settles(verification: Verification, summary: WindowSummary): boolean {
  return verification.spanMs !== null || summary.n >= ROOM * verification.limits.minSamples;
}

/**
 * Folds in one look: `read` is what the chosen interval held; null = the series had nothing. A source that scrapes slowly answers for
 * a wider interval than asked; one that reaches back before the start tells of the incident, not of the recovery.
 */
export function observe(verification: Verification, atMs: number, read: WindowSummary | null): Verification {
  const summary = read !== null && read.fromMs >= verification.startedAtMs ? read : null;
  const judgement = judge(summary, verification.limits);
  const looks = verification.looks + 1;
  const { phase } = verification;
  switch (judgement.kind) {
    case "breach": {
      const { kind: _kind, ...breach } = judgement;
      // One restart per change of state: a breach that goes on is the same one.
      const restarts = phase === "breached" ? verification.restarts : [...verification.restarts, { atMs, ...breach }];
      return { ...verification, looks, phase: "breached", restarts };
    }
    case "good": {
      const since = {
        holding: verification.sinceMs,
        gathering: provenFrom(verification, summary),
        breached: atMs,
        thin: atMs,
      };
      return {
        ...verification,
        looks,
        phase: "holding",
        sinceMs: since[phase],
        spanMs: verification.spanMs ?? (summary === null ? null : settledSpan(verification, summary)),
      };
    }
    case "thin": {
      const widest = Math.max(
        ...SPANS_MS.filter((width) => width <= Math.max(SPANS_MS[0], verification.limits.windowMs / 2)),
      );
      const isEarly = phase === "gathering" && atMs - verification.startedAtMs < widest;
      // A breach that can no longer be measured has not ended.
      return { ...verification, looks, phase: isEarly ? "gathering" : phase === "breached" ? "breached" : "thin" };
    }
    default:
      return judgement satisfies never;
  }
}

/** The first good look proves the interval that it read, not the silence before. */
function provenFrom({ startedAtMs }: Verification, summary: WindowSummary | null): number {
  return Math.max(startedAtMs, summary?.fromMs ?? startedAtMs);
}

function settledSpan({ startedAtMs, limits }: Verification, summary: WindowSummary): number | null {
  if (summary.n < ROOM * limits.minSamples) return null;
  const width = summary.toMs - summary.fromMs;
  // Cut short by the start: settle on the full width that it stands for.
  if (summary.fromMs === startedAtMs) return SPANS_MS.find((span) => span >= width) ?? width;
  return width;
}

export type VerificationResult = {
  readonly verdict: RecoveryVerdict;
  readonly reason: string;
  /** The reason as a message key. */
  readonly why: Explanation;
  readonly windowStartAt: Date | null;
  readonly windowEndAt: Date | null;
};

/** The verdict after the looks so far; null while it is open. `atMs` is the time of the newest look (or of the deadline). */
export function resultOf(verification: Verification, atMs: number): VerificationResult | null {
  const { phase, sinceMs, limits, restarts } = verification;
  if (phase === "holding" && atMs - sinceMs >= limits.windowMs) {
    return {
      verdict: "recovered",
      reason: "Held.",
      why: because("held"),
      windowStartAt: new Date(sinceMs),
      windowEndAt: new Date(atMs),
    };
  }
  if (atMs < deadlineOf(verification).getTime()) return null;
  const none = { windowStartAt: null, windowEndAt: null };
  if (phase === "breached")
    return {
      verdict: "not_recovered",
      reason: `Still over the limit: ${restarts.at(-1)?.metric ?? "unknown"}.`,
      why: because("still_over", { metric: restarts.at(-1)?.metric ?? "unknown" }),
      ...none,
    };
  if (phase === "holding")
    return {
      verdict: "not_recovered",
      reason: "The limits did not hold for one whole window.",
      why: because("not_one_window"),
      ...none,
    };
  const why = because("few_requests", { minSamples: limits.minSamples });
  return { verdict: "inconclusive", reason: `Fewer than ${limits.minSamples} requests per look.`, why, ...none };
}

function because(key: string, params: Explanation["params"] = {}): Explanation {
  return { key, params };
}

/** Effects of a mitigation: one line per signal that was measured on at least one side. */
export function effectsOf(before: WindowSummary | null, after: WindowSummary | null): readonly Effect[] {
  const lines: readonly (readonly [EffectMetric, keyof WindowSummary])[] = [
    ["p95_ms", "p95Ms"],
    ["error_ratio", "errorRatio"],
    ["goroutines", "goroutines"],
    ["allocation_bytes_per_s", "allocationBytesPerS"],
    ["panics_per_s", "panicsPerS"],
    ["requests_per_s", "requestsPerS"],
  ];
  return lines.flatMap(([metric, key]): Effect[] => {
    const from = numberOf(before?.[key]);
    const to = numberOf(after?.[key]);
    if (from === null && to === null) return [];
    return [{ metric, before: from, after: to, nBefore: before?.n ?? null, nAfter: after?.n ?? null }];
  });
}

function numberOf(value: string | number | null | undefined): number | null {
  return typeof value === "number" ? value : null;
}
