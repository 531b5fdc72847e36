import type { Change } from "@/lib/domain/change";
import type { Comparison } from "@/lib/domain/room-view";
import type { Grid } from "@/lib/domain/series";

const DAY_MS = 86_400_000;

/**
 * How much earlier the stretch lies that a grid is compared with, a multiple of its step. "deploy": so that it ends at the last
 * deploy of the service before the incident; null when none is known.
 */
export function comparisonShiftMs(
  compare: Comparison,
  grid: Grid,
  input: { readonly service: string; readonly changes: readonly Change[]; readonly detectedAt: Date },
): number | null {
  if (compare !== "deploy") return compare === "yesterday" ? DAY_MS : 7 * DAY_MS;
  const deployedAt = input.changes
    .filter(({ kind, service, at }) => kind === "deploy" && service === input.service && at <= input.detectedAt)
    .reduce((latestMs, { at }) => Math.max(latestMs, at.getTime()), Number.NEGATIVE_INFINITY);
  if (deployedAt === Number.NEGATIVE_INFINITY) return null;
  return Math.max(1, Math.ceil((grid.toMs - deployedAt) / grid.stepMs)) * grid.stepMs;
}

export function earlier({ fromMs, toMs, stepMs }: Grid, shiftMs: number): Grid {
  return { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs, stepMs };
}
