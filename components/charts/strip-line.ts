import type { StripBand } from "./strip-scale";
import type { TimeAxis } from "./time-axis";

export type StripLine = {
  readonly key: string;
  readonly values: readonly (number | null)[];
  /** ink = the line that matters; the others are quieter. */
  readonly tone: "ink" | "second" | "third";
};

export type StripProps = {
  readonly axis: TimeAxis;
  readonly lines: readonly StripLine[];
  readonly limit: number | null;
  readonly band?: StripBand | null;
};

export const STRIP_COLORS = { ink: "var(--chart-ink)", second: "var(--chart-2)", third: "var(--chart-3)" } as const;
