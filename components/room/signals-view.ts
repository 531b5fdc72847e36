import type { RoomFrame } from "@/lib/contracts/room";

export type StripSpec = {
  readonly id: "percentiles" | "errors" | "requests";
  /** How its values are written. */
  readonly unit: "latency" | "ratio" | "perS";
  readonly lines: readonly {
    readonly key: string;
    readonly values: readonly (number | null)[];
    readonly tone: "ink" | "second" | "third";
  }[];
  readonly limit: number | null;
  readonly was: number | null;
  /** The ink line of the stretch that is compared with, and the band around it. */
  readonly earlier: readonly (number | null)[] | null;
  readonly band: readonly (readonly [low: number, high: number] | null)[] | null;
};

/** Columns at each side that the band of a comparison covers: a shift by less is no difference. */
const BAND_RADIUS = 3;

/** Lowest and highest value within `radius` columns of each column; null where there is none. */
export function bandOf(
  values: readonly (number | null)[],
  radius = BAND_RADIUS,
): readonly (readonly [low: number, high: number] | null)[] {
  return values.map((_, column) => {
    const near = values.slice(Math.max(0, column - radius), column + radius + 1).filter((value) => value !== null);
    return near.length === 0 ? null : [Math.min(...near), Math.max(...near)];
  });
}

/** Errors above this share tint the strip; the error objective of a service is not in the frame. */
const ERROR_LIMIT_RATIO = 0.01;

/** The strips of the room, in order, from one frame. Without series: none. */
export function stripsOf(frame: RoomFrame): readonly StripSpec[] {
  const signals = frame.signals.data;
  if (!signals) return [];
  const { baseline } = frame;
  const earlier = frame.comparison?.data?.signals;
  const compared = (then: readonly (number | null)[] | undefined) => ({
    earlier: then ?? null,
    band: then ? bandOf(then) : null,
  });
  const one = (key: string, values: readonly (number | null)[]) => [{ key, values, tone: "ink" as const }];
  return [
    {
      id: "percentiles",
      unit: "latency",
      lines: [
        { key: "p99", values: signals.p99Ms, tone: "second" },
        { key: "p50", values: signals.p50Ms, tone: "third" },
        { key: "p95", values: signals.p95Ms, tone: "ink" },
      ],
      limit: frame.objectiveMs,
      was: baseline?.p95Ms ?? null,
      ...compared(earlier?.p95Ms),
    },
    {
      id: "errors",
      unit: "ratio",
      lines: one("errors", signals.errorRatio),
      limit: ERROR_LIMIT_RATIO,
      was: baseline?.errorRatio ?? null,
      ...compared(earlier?.errorRatio),
    },
    {
      id: "requests",
      unit: "perS",
      lines: one("requests", signals.requestsPerS),
      limit: null,
      was: baseline?.requestsPerS ?? null,
      ...compared(earlier?.requestsPerS),
    },
  ];
}

/** The value at a column; without a column the newest that is known. */
export function valueAt(values: readonly (number | null)[], column: number | null): number | null {
  return column === null ? (values.findLast((value) => value !== null) ?? null) : (values[column] ?? null);
}
