/** One time axis for all plots of a room. Column i ends at `fromMs + i × stepMs` of the grid and covers the step before it. */
export type TimeAxis = {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly columns: number;
};

export function timeAxisOf(grid: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}): TimeAxis {
  const { fromMs, toMs, stepMs } = grid;
  return { startMs: fromMs - stepMs, endMs: toMs, stepMs, columns: Math.round((toMs - fromMs) / stepMs) + 1 };
}

/** Place of an instant on the axis, 0–1; outside when it is outside. */
export function xOf(axis: TimeAxis, atMs: number): number {
  return (atMs - axis.startMs) / (axis.endMs - axis.startMs);
}

/** Column under a place 0–1, clamped. */
export function columnAt(axis: TimeAxis, x: number): number {
  return Math.min(axis.columns - 1, Math.max(0, Math.floor(x * axis.columns)));
}

/** End of a column: the time that its values are for. */
export function columnTimeMs(axis: TimeAxis, column: number): number {
  return axis.startMs + (column + 1) * axis.stepMs;
}

const TICK_STEPS_MS = [10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200].map((s) => s * 1_000);

/** Round times, at most `max` of them. */
export function ticksOf(axis: TimeAxis, max: number): readonly number[] {
  const range = axis.endMs - axis.startMs;
  const step =
    TICK_STEPS_MS.find((candidate) => range / candidate <= max) ?? Math.ceil(range / max / 3_600_000) * 3_600_000;
  const first = Math.ceil(axis.startMs / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((axis.endMs - first) / step) + 1) }, (_, i) => first + i * step);
}
