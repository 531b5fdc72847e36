import { criticalPathOf } from "@/lib/domain/critical-path";
import { selfTimesOf } from "@/lib/domain/self-time";
import type { Span, Trace } from "@/lib/domain/trace";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";

const ROUNDS = 9;

/** A root with `n` children one after another: the shape on which a sibling scan per child is quadratic. */
function sequentialTrace(n: number): Trace {
  const span = (id: number, parent: number | null, startUs: number, durationUs: number): Span => ({
    traceId: "t",
    spanId: String(id),
    parentSpanId: parent === null ? null : String(parent),
    service: "order",
    operation: `step ${id % 20}`,
    kind: "internal",
    startUs,
    durationUs,
    status: "ok",
    statusMessage: null,
    attributes: {},
    version: null,
  });
  return {
    traceId: "t",
    spans: [span(0, null, 0, n * 10), ...Array.from({ length: n - 1 }, (_, i) => span(i + 1, 0, i * 10, 10))],
  };
}

/** The textbook way: for each child, scan all siblings for the one that ended last before it began. */
function scanningPath(trace: Trace): number {
  const root = trace.spans[0];
  if (root === undefined) return 0;
  const children = trace.spans.slice(1);
  let covered = 0;
  let until = root.startUs + root.durationUs;
  for (;;) {
    let last: Span | null = null;
    for (const child of children) {
      const end = child.startUs + child.durationUs;
      if (end <= until && child.durationUs > 0 && (last === null || end > last.startUs + last.durationUs)) last = child;
    }
    if (last === null) return covered;
    covered += last.durationUs;
    until = last.startUs;
  }
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const SIZES = [1_000, 10_000, 50_000] as const;

/** Best of the rounds: on a shared machine everything above it is somebody else's work. */
function bestMs(work: (trace: Trace) => void, spans: number, rounds = ROUNDS): number {
  return Math.min(...timesOf(work, spans, rounds));
}

/** A new trace each time: what is known of one is kept with it. */
function timesOf(work: (trace: Trace) => void, spans: number, rounds = ROUNDS): readonly number[] {
  return Array.from({ length: rounds }, () => {
    const trace = sequentialTrace(spans);
    return time(() => work(trace));
  });
}

/** Critical path and self time of 50,000 spans; its growth from 1,000 on; against a sibling scan at 5,000, where that still ends. */
export async function benchCriticalPath(): Promise<readonly BenchResult[]> {
  const both = (trace: Trace) => {
    criticalPathOf(trace);
    selfTimesOf(trace);
  };
  const rounds = timesOf(both, 50_000);
  const bySize = SIZES.map((n) => ({ n, ms: bestMs(both, n) }));
  const detail = bySize.map(({ n, ms }, index) => {
    const before = bySize[index - 1];
    const growth =
      before === undefined ? "" : ` (${n / before.n}× the spans, ${(ms / before.ms).toFixed(1)}× the time)`;
    return `${n.toLocaleString("en")} spans ${ms.toFixed(1)} ms${growth}`;
  });
  const ours = bestMs(criticalPathOf, 5_000);
  const scanning = bestMs(scanningPath, 5_000, 3);
  const quantiles = quantilesOf(rounds);
  return [
    {
      name: "critical-path",
      figure: quantiles.p50,
      unit: "ms (50,000 spans, with self time)",
      ...quantiles,
      n: ROUNDS,
      alternative: "scan of all siblings per child, 5,000 spans",
      ratio: scanning / ours,
      machine: MACHINE,
      detail: detail.join(", "),
    },
  ];
}
