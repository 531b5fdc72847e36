import { compareText } from "./text-order";
import type { Span, Trace } from "./trace";

/** Parent and child links of one trace. Children come in canonical order, whatever the order of the input. */
export type TraceTree = {
  /** Spans without a parent in this trace: true roots first, then spans whose parent is missing. */
  readonly roots: readonly Span[];
  childrenOf(span: Span): readonly Span[];
  parentOf(span: Span): Span | null;
};

const NO_CHILDREN: readonly Span[] = [];

/**
 * Links spans by parentSpanId in O(n log n). A span that names itself as parent is a root; spans in a longer
 * cycle hang from no root and are reachable only through each other. When two spans share an id, the earlier
 * (then longer) one is the parent of whatever names that id.
 */
export function traceTreeOf(trace: Trace): TraceTree {
  const known = trees.get(trace);
  if (known !== undefined) return known;
  const tree = linked(trace);
  trees.set(trace, tree);
  return tree;
}

/** A trace never changes: self time, critical path and the rest share its links. */
const trees = new WeakMap<Trace, TraceTree>();

function linked(trace: Trace): TraceTree {
  const spans = [...trace.spans].sort(byStart);
  const bySpanId = new Map<string, Span>();
  for (const span of spans) if (!bySpanId.has(span.spanId)) bySpanId.set(span.spanId, span);

  const parentOf = (span: Span): Span | null => {
    if (span.parentSpanId === null || span.parentSpanId === span.spanId) return null;
    return bySpanId.get(span.parentSpanId) ?? null;
  };

  const children = new Map<Span, Span[]>();
  const roots: Span[] = [];
  const orphans: Span[] = [];
  for (const span of spans) {
    const parent = parentOf(span);
    if (parent === null) {
      (span.parentSpanId === null ? roots : orphans).push(span);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [span]);
    else siblings.push(span);
  }
  return { roots: [...roots, ...orphans], childrenOf: (span) => children.get(span) ?? NO_CHILDREN, parentOf };
}

/** The span that stands for the whole trace: the earliest true root, else the earliest span whose parent is missing. */
export function rootSpanOf(trace: Trace): Span | null {
  return traceTreeOf(trace).roots[0] ?? null;
}

export function endUsOf(span: Span): number {
  return span.startUs + Math.max(0, span.durationUs);
}

function byStart(a: Span, b: Span): number {
  return (
    a.startUs - b.startUs ||
    b.durationUs - a.durationUs ||
    compareText(a.spanId, b.spanId) ||
    compareText(a.service, b.service) ||
    compareText(a.operation, b.operation)
  );
}
