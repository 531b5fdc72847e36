import type { Span, Trace } from "./trace";
import { endUsOf, traceTreeOf } from "./trace-tree";

/** One stretch of time in which `span` itself, not one of its children, held the answer back. */
export type CriticalSection = { readonly span: Span; readonly startUs: number; readonly endUs: number };

export type CriticalPath = {
  /** Null when the trace is empty or its spans only name each other as parents. */
  readonly root: Span | null;
  /** Earliest first. They tile the root without a gap: their lengths add up to its duration. */
  readonly sections: readonly CriticalSection[];
  /** Spans that do not hang from `root` (their parents never arrived); the path says nothing about them. */
  readonly detachedSpans: number;
  /** Spans left out because nobody waited for them, or for what they hang from: consumers of a producer, FOLLOWS_FROM. */
  readonly asyncSpans: number;
};

type Interval = { readonly span: Span; readonly startUs: number; readonly endUs: number };
type Frame = Interval & { cursorUs: number; readonly children: readonly Interval[]; next: number };

/**
 * The chain of work that decided how long the root took. Walked backwards from the root's end: the child that
 * finished last is what was waited for; before it started, the child that had finished by then; and so on, in each
 * child alike. Time that no such child explains is the span's own.
 *
 *   A  |--------------------------------|        path:  A 30–40
 *   B          |--------|                               C 20–30
 *   C                   |--------|                      B 10–20    B ends exactly when C starts: it counts
 *      1       10       20       30     40              A  1–10
 *
 *   X  |------------------------------|          path:  X, C, X
 *   A      |------------|                               A was still running when C began,
 *   C           |--------------|                        so C did not wait for A
 *
 * Children are cut to their parent (clock skew), those outside it dropped with all below them. A consumer under a
 * producer, and a span that only follows from its parent, is not waited for and is left out. Iterative, O(n log n).
 * Source: the last-finishing-child walk of Jaeger's trace view, with `ends ≤ cursor` instead of `<`.
 */
export function criticalPathOf(trace: Trace): CriticalPath {
  const tree = traceTreeOf(trace);
  const root = tree.roots[0];
  if (root === undefined) return { root: null, sections: [], detachedSpans: trace.spans.length, asyncSpans: 0 };

  const frameOf = (interval: Interval): Frame => ({
    ...interval,
    cursorUs: interval.endUs,
    children: blockingChildren(interval, tree.childrenOf(interval.span)),
    next: 0,
  });

  const sections: CriticalSection[] = [];
  const stack: Frame[] = [frameOf({ span: root, startUs: root.startUs, endUs: endUsOf(root) })];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = nextFinishedBy(frame);
    const fromUs = child === null ? frame.startUs : child.endUs;
    if (fromUs < frame.cursorUs) sections.push({ span: frame.span, startUs: fromUs, endUs: frame.cursorUs });
    if (child === null) {
      stack.pop();
      continue;
    }
    frame.cursorUs = child.startUs;
    // Most spans are leaves, which are their own path.
    if (tree.childrenOf(child.span).length === 0) sections.push(child);
    else stack.push(frameOf(child));
  }
  const { spans, asyncSpans } = countUnder(root, tree.childrenOf);
  return { root, sections: sections.reverse(), detachedSpans: trace.spans.length - spans, asyncSpans };
}

/** Children cut to the parent, last-finishing first; of two that finish together the longer one. */
function blockingChildren(parent: Interval, children: readonly Span[]): readonly Interval[] {
  const intervals: Interval[] = [];
  for (const span of children) {
    if (!isWaitedFor(parent.span, span)) continue;
    const startUs = Math.max(span.startUs, parent.startUs);
    const endUs = Math.min(endUsOf(span), parent.endUs);
    if (startUs < endUs) intervals.push({ span, startUs, endUs });
  }
  return intervals.sort((a, b) => b.endUs - a.endUs || a.startUs - b.startUs);
}

function nextFinishedBy(frame: Frame): Interval | null {
  while (frame.next < frame.children.length) {
    const child = frame.children[frame.next++];
    if (child !== undefined && child.endUs <= frame.cursorUs) return child;
  }
  return null;
}

/** False for what runs on its own: a consumer of what the parent produced, a span that only follows from it. */
export function isWaitedFor(parent: Span, child: Span): boolean {
  return child.isAsync !== true && !(parent.kind === "producer" && child.kind === "consumer");
}

function countUnder(root: Span, childrenOf: (span: Span) => readonly Span[]) {
  const pending: { readonly span: Span; readonly isAsync: boolean }[] = [{ span: root, isAsync: false }];
  let spans = 0;
  let asyncSpans = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    spans += 1;
    if (next.isAsync) asyncSpans += 1;
    for (const child of childrenOf(next.span)) {
      pending.push({ span: child, isAsync: next.isAsync || !isWaitedFor(next.span, child) });
    }
  }
  return { spans, asyncSpans };
}
