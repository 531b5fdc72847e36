import { cpus } from "node:os";

/** One line of the bench report, as CONTRACTS "Bench JSON" gives it. `ratio` > 1 means better than the alternative. */
export type BenchResult = {
  readonly name: string;
  readonly figure: number | null;
  readonly unit: string;
  /** Milliseconds. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly n: number;
  /** What it is compared with in the same run; null when nothing comparable runs here. */
  readonly alternative: string | null;
  readonly ratio: number | null;
  readonly machine: string;
  /** More figures of the same run in words, e.g. other sizes. */
  readonly detail?: string;
};

export const MACHINE = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`;

export type Quantiles = { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };

/** Nearest-rank quantiles of durations in milliseconds. */
export function quantilesOf(durationsMs: readonly number[]): Quantiles {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
