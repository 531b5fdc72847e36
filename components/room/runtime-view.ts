import type { RoomFrame } from "@/lib/contracts/room";
import { growthPerMin } from "@/lib/domain/runtime";
import { bandOf, valueAt } from "./signals-view";

type Values = readonly (number | null)[];

export const RUNTIME_ROWS = ["goroutines", "heap", "allocation", "gc", "files", "pool", "cpu", "memory"] as const;

/** One row of the runtime section. */
export type RuntimeRow = {
  readonly id: (typeof RUNTIME_ROWS)[number];
  readonly values: Values;
  /** What it may reach at most, by column. */
  readonly max: Values | null;
  /** 0–1, of the pod nearest to its limit. */
  readonly fullest: Values | null;
  readonly was: number | null;
  readonly perMin: number | null;
  /** The stretch that is compared with, and the band around it. */
  readonly earlier: Values | null;
};

export type RuntimeView = {
  readonly rows: readonly RuntimeRow[];
  /** Figures without any value in this range: unknown, not zero. */
  readonly missing: readonly RuntimeRow["id"][];
  readonly pods: number | null;
};

/** Runtime figures of a frame in their order; what has no series is named instead of drawn. */
export function runtimeViewOf(frame: RoomFrame): RuntimeView {
  const signals = frame.signals.data;
  const runtime = frame.runtime.data;
  const earlier = frame.comparison?.data?.signals;
  const { baseline } = frame;
  const none: Values = [];
  const row = (id: RuntimeRow["id"], values: Values, more: Partial<RuntimeRow> = {}): RuntimeRow => ({
    id,
    values,
    max: null,
    fullest: null,
    was: null,
    perMin: null,
    earlier: null,
    ...more,
  });
  const goroutines = signals?.goroutines ?? none;
  const all = [
    row("goroutines", goroutines, {
      was: baseline?.goroutines ?? null,
      perMin: growthPerMin(goroutines, frame.grid.stepMs),
      earlier: earlier?.goroutines ?? null,
    }),
    row("heap", signals?.heapBytes ?? none, { was: baseline?.heapBytes ?? null, earlier: earlier?.heapBytes ?? null }),
    row("allocation", signals?.allocationBytesPerS ?? none, {
      was: baseline?.allocationBytesPerS ?? null,
      earlier: earlier?.allocationBytesPerS ?? null,
    }),
    row("gc", signals?.gcPauseMs ?? none, { was: baseline?.gcPauseMs ?? null, earlier: earlier?.gcPauseMs ?? null }),
    row("files", runtime?.openFiles ?? none, {
      was: baseline?.openFiles ?? null,
      max: runtime?.maxFiles ?? null,
      fullest: runtime?.fullestFilesRatio ?? null,
    }),
    row("pool", runtime?.poolInUse ?? none, {
      was: baseline?.poolInUse ?? null,
      max: runtime?.poolMax ?? null,
      fullest: runtime?.fullestPoolRatio ?? null,
    }),
    row("cpu", runtime?.cpuCores ?? none, { was: baseline?.cpuCores ?? null }),
    row("memory", runtime?.residentBytes ?? none, {
      was: baseline?.residentBytes ?? null,
      max: runtime?.memoryLimitBytes ?? null,
    }),
  ];
  const isKnown = ({ values }: RuntimeRow) => values.some((value) => value !== null);
  return {
    rows: all.filter(isKnown),
    missing: all.filter((one) => !isKnown(one)).map(({ id }) => id),
    pods: valueAt(runtime?.pods ?? none, null),
  };
}

/** A limit is drawn when the figure comes near it; far above it would only press the line to the ground. */
export function drawnLimit({ values, max }: RuntimeRow): number | null {
  const limit = valueAt(max ?? [], null);
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  return limit !== null && most >= limit * 0.5 ? limit : null;
}

export function bandOfRow({ earlier }: RuntimeRow) {
  return earlier === null ? null : bandOf(earlier);
}
