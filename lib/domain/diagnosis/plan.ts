import { type BaselineWindow, baselineWindowOf } from "../baseline";
import type { Diagnosis } from "../cause";
import type { Change } from "../change";
import type { ServiceSignals } from "../measurement";
import { onsetOf } from "./onset";

/** Which stretches of time a diagnosis compares. */
export type DiagnosisWindows = {
  readonly onsetAt: Date | null;
  readonly baseline: BaselineWindow | null;
  /** Traces of the healthy time: the end of the baseline. null without a baseline. */
  readonly normal: { readonly from: Date; readonly to: Date } | null;
  /** From the onset on, at most 90 s: where it began shows at the beginning. */
  readonly trouble: { readonly from: Date; readonly to: Date };
};

const NORMAL_MS = 180_000;
const TROUBLE_MS = 90_000;
const TROUBLE_MIN_MS = 10_000;
const BEFORE_ALERT_MS = 15_000;
const UNCERTAIN_MS = 2_000;

export function windowsToCompare(input: {
  readonly signals: ServiceSignals | null;
  readonly changes: readonly Change[];
  readonly firstAlertAt: Date;
  readonly now: Date;
  readonly objectiveMs: number;
}): DiagnosisWindows {
  const { signals, changes, firstAlertAt, now, objectiveMs } = input;
  const onset = signals === null ? null : onsetOf(signals, { firstAlertAt });
  const baseline =
    signals === null
      ? null
      : baselineWindowOf({
          signals,
          objectiveMs,
          firstAlertAt,
          onsetAt: onset?.at ?? null,
          changesAt: changes.map(({ at }) => at),
        });
  const nowMs = now.getTime();
  const startMs = (onset?.at.getTime() ?? firstAlertAt.getTime() - BEFORE_ALERT_MS) - UNCERTAIN_MS;
  const fromMs = Math.min(startMs, nowMs - TROUBLE_MIN_MS);
  return {
    onsetAt: onset?.at ?? null,
    baseline,
    normal:
      baseline === null
        ? null
        : { from: new Date(Math.max(baseline.fromMs, baseline.toMs - NORMAL_MS)), to: new Date(baseline.toMs) },
    trouble: { from: new Date(fromMs), to: new Date(Math.min(nowMs, fromMs + TROUBLE_MS)) },
  };
}

/** Services whose releases are compared and whose own series are read: the latest changed ones before and around the alert, at most two. */
export function servicesToSplit(
  changes: readonly Change[],
  { firstAlertAt, backMs = 60 * 60_000 }: { readonly firstAlertAt: Date; readonly backMs?: number },
): readonly string[] {
  const alertMs = firstAlertAt.getTime();
  const near = changes
    .filter(({ kind, at }) => kind === "deploy" && at.getTime() >= alertMs - backMs)
    .sort((a, b) => Math.abs(alertMs - a.at.getTime()) - Math.abs(alertMs - b.at.getTime()));
  return [...new Set(near.map(({ service }) => service))].slice(0, 2);
}

/** True when nobody would read the new diagnosis differently: same causes in the same order, same certainty to ten points, same classes. */
export function isSameDiagnosis(
  before: Pick<Diagnosis, "hypotheses" | "isInsufficient" | "classes" | "onsetAt" | "gaps">,
  after: Pick<Diagnosis, "hypotheses" | "isInsufficient" | "classes" | "onsetAt" | "gaps">,
): boolean {
  const readOf = ({ hypotheses, isInsufficient, classes, onsetAt, gaps }: typeof before) =>
    JSON.stringify([
      hypotheses.map(({ cause, version, mitigation }) => [cause, version, mitigation]),
      isInsufficient,
      classes,
      onsetAt === null,
      gaps.map(({ source }) => source),
    ]);
  return (
    readOf(before) === readOf(after) &&
    before.hypotheses.every(
      ({ confidence }, index) => Math.abs(confidence - (after.hypotheses[index]?.confidence ?? 0)) < 0.1,
    )
  );
}
