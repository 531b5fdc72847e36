import { type CriticalSection, criticalPathOf, isWaitedFor } from "./critical-path";
import { selfTimesOf } from "./self-time";
import type { Span, Trace } from "./trace";
import { endUsOf, traceTreeOf } from "./trace-tree";

/** One span as a line of the waterfall. */
export type OutlineRow = {
  readonly span: Span;
  readonly depth: number;
  /** Index of the parent's row; null for roots, orphans and spans that only name each other. */
  readonly parent: number | null;
  /** Rows below it, all generations: they follow it directly. */
  readonly descendants: number;
  readonly selfUs: number;
  /** Its stretches of the critical path, earliest first. */
  readonly critical: readonly CriticalSection[];
  readonly criticalUs: number;
};

/** A trace in reading order with what is worth knowing about it as a whole. */
export type TraceOutline = {
  readonly rows: readonly OutlineRow[];
  /** Null when the trace is empty or its spans only name each other as parents. */
  readonly root: Span | null;
  /** From the first start to the last end of all spans, in microseconds. */
  readonly startUs: number;
  readonly endUs: number;
  readonly services: readonly { readonly service: string; readonly spans: number; readonly errors: number }[];
  readonly errors: number;
  /** Spans whose parent never arrived: the trace is incomplete. */
  readonly orphans: number;
  /** Spans that begin before their parent: clocks disagree. */
  readonly startBeforeParent: number;
  /** Spans that were waited for and yet end after their parent: late work, or clocks that disagree. */
  readonly endAfterParent: number;
  /** Spans that nobody waited for; the critical path leaves them out. */
  readonly asyncSpans: number;
  /** Spans that do not hang from the root; the critical path says nothing about them. */
  readonly detachedSpans: number;
  /** What the trace store warned of, each text once. */
  readonly warnings: readonly string[];
};

/** Times are cut to whole microseconds, an end therefore off by one at most. */
const ROUNDING_US = 1;
const NONE: readonly CriticalSection[] = [];

/** The trace as lines, depth first, siblings by start; orphans after the root's tree. O(n log n), no recursion. */
export function traceOutlineOf(trace: Trace): TraceOutline {
  const tree = traceTreeOf(trace);
  const self = selfTimesOf(trace);
  const path = criticalPathOf(trace);
  const sections = sectionsBySpan(path.sections);
  const rows: (Omit<OutlineRow, "descendants"> & { descendants: number })[] = [];
  const seen = new Set<Span>();

  function walk(top: Span): void {
    const pending: { span: Span; depth: number; parent: number | null }[] = [{ span: top, depth: 0, parent: null }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { span, depth, parent } = next;
      if (seen.has(span)) continue;
      seen.add(span);
      const critical = sections.get(span) ?? NONE;
      const row = rows.length;
      rows.push({
        span,
        depth,
        parent,
        descendants: 0,
        selfUs: self.get(span) ?? 0,
        critical,
        criticalUs: critical.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0),
      });
      const children = tree.childrenOf(span);
      for (let i = children.length - 1; i >= 0; i -= 1) {
        const child = children[i];
        if (child !== undefined) pending.push({ span: child, depth: depth + 1, parent: row });
      }
    }
  }
  for (const root of tree.roots) walk(root);
  for (const span of trace.spans) if (!seen.has(span)) walk(span);
  // A row's descendants come after it, so that counting backwards has each count ready when its parent needs it.
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i];
    const above = row === undefined || row.parent === null ? undefined : rows[row.parent];
    if (row !== undefined && above !== undefined) above.descendants += row.descendants + 1;
  }
  return { rows, root: path.root, ...extentOf(trace), ...troubleOf(trace, tree.parentOf), ...pathFacts(path) };
}

function sectionsBySpan(sections: readonly CriticalSection[]): ReadonlyMap<Span, readonly CriticalSection[]> {
  const bySpan = new Map<Span, CriticalSection[]>();
  for (const section of sections) {
    const known = bySpan.get(section.span);
    if (known === undefined) bySpan.set(section.span, [section]);
    else known.push(section);
  }
  return bySpan;
}

function pathFacts({ asyncSpans, detachedSpans }: { asyncSpans: number; detachedSpans: number }) {
  return { asyncSpans, detachedSpans };
}

function extentOf({ spans }: Trace): Pick<TraceOutline, "startUs" | "endUs"> {
  let startUs = Number.POSITIVE_INFINITY;
  let endUs = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, endUsOf(span));
  }
  return spans.length === 0 ? { startUs: 0, endUs: 0 } : { startUs, endUs };
}

function troubleOf({ spans }: Trace, parentOf: (span: Span) => Span | null) {
  const services = new Map<string, { service: string; spans: number; errors: number }>();
  const warnings = new Set<string>();
  const count = { errors: 0, orphans: 0, startBeforeParent: 0, endAfterParent: 0 };
  for (const span of spans) {
    const service = services.get(span.service) ?? { service: span.service, spans: 0, errors: 0 };
    services.set(span.service, service);
    service.spans += 1;
    if (span.status === "error") {
      service.errors += 1;
      count.errors += 1;
    }
    for (const warning of span.warnings ?? []) warnings.add(warning);
    const parent = parentOf(span);
    if (parent === null) {
      if (span.parentSpanId !== null && span.parentSpanId !== span.spanId) count.orphans += 1;
      continue;
    }
    if (span.startUs < parent.startUs - ROUNDING_US) count.startBeforeParent += 1;
    else if (isWaitedFor(parent, span) && endUsOf(span) > endUsOf(parent) + ROUNDING_US) count.endAfterParent += 1;
  }
  const bySpans = [...services.values()].sort((a, b) => b.spans - a.spans || (a.service < b.service ? -1 : 1));
  return { services: bySpans, warnings: [...warnings], ...count };
}

/** Indices of the rows on screen: those below a collapsed row are left out. */
export function visibleRows(rows: readonly OutlineRow[], collapsed: ReadonlySet<number>): readonly number[] {
  const visible: number[] = [];
  for (let i = 0; i < rows.length; i += 1) {
    visible.push(i);
    if (collapsed.has(i)) i += rows[i]?.descendants ?? 0;
  }
  return visible;
}
