import { compareText } from "../text-order";
import type { Span, Trace } from "../trace";
import { type TraceTree, traceTreeOf } from "../trace-tree";
import { exampleTraces } from "./example-traces";
import { isRefusedByBreaker, isTimeout, placeOf, slowestBelow } from "./place";

/** Where failed requests first failed. Shares add up to 1 over all places. */
export type ErrorOrigins = {
  readonly failedTraces: number;
  readonly places: readonly OriginPlace[];
};

export type OriginPlace = {
  readonly place: string;
  readonly n: number;
  readonly shareRatio: number;
  readonly operation: string;
  readonly message: string;
  /** Of these, how many were time-outs. */
  readonly timeouts: number;
  readonly panics: number;
  /** Of these, how many an open breaker refused: they tell where, not how it fails. */
  readonly refusals: number;
  /** Its newest traces. */
  readonly traceIds: readonly string[];
};

const MIN_TRACES = 3;

/**
 * The origin of a failed trace is its deepest failed span without failed children, the earliest when there are several. A call that
 * was given up although its callee did not fail belongs to whatever took the time below it. Calls that an open breaker refused count only
 * when nothing else failed, and then for the callee behind the last open breaker of the chain: a service that is refused because it is
 * refused itself is in between. null: fewer than three failed traces.
 */
export function errorOriginsOf(
  traces: readonly Trace[],
  known: ReadonlySet<string>,
  openBreakers: readonly { readonly caller: string; readonly callee: string }[] = [],
): ErrorOrigins | null {
  const behind = openBehind(traces, known, openBreakers);
  const origins = traces.flatMap((trace) => originOf(trace, known) ?? []);
  const real = origins.filter(({ isRefusal }) => !isRefusal);
  const counted = real.length >= MIN_TRACES ? real : origins;
  if (counted.length < MIN_TRACES) return null;
  const byPlace = new Map<string, { spans: Span[]; timeouts: number }>();
  for (const { place: refused, span, isRefusal } of counted) {
    const place = isRefusal ? lastBehind(refused, behind) : refused;
    const entry = byPlace.get(place) ?? { spans: [], timeouts: 0 };
    byPlace.set(place, entry);
    entry.spans.push(span);
    if (isTimeout(span)) entry.timeouts += 1;
  }
  const places = [...byPlace].map(([place, { spans, timeouts }]): OriginPlace => {
    const operation = mostFrequent(spans.map((span) => span.operation));
    return {
      place,
      n: spans.length,
      shareRatio: spans.length / counted.length,
      operation,
      message: mostFrequent(spans.map((span) => span.statusMessage ?? span.attributes["error.type"] ?? "")),
      timeouts,
      panics: spans.filter((span) =>
        /panic/i.test(`${span.attributes["error.type"] ?? ""} ${span.statusMessage ?? ""}`),
      ).length,
      refusals: spans.filter(isRefusedByBreaker).length,
      traceIds: exampleTraces(spans, (span) => span.startUs),
    };
  });
  places.sort((a, b) => b.n - a.n || compareText(a.place, b.place));
  return { failedTraces: counted.length, places };
}

type Origin = { readonly place: string; readonly span: Span; readonly isRefusal: boolean };

function originOf(trace: Trace, known: ReadonlySet<string>): Origin | null {
  const tree = traceTreeOf(trace);
  const leaves = trace.spans.filter((span) => span.status === "error" && !hasFailedBelow(span, tree));
  const first = [...leaves].sort(
    (a, b) =>
      Number(isRefusedByBreaker(a)) - Number(isRefusedByBreaker(b)) ||
      a.startUs - b.startUs ||
      compareText(a.spanId, b.spanId),
  )[0];
  if (first === undefined) return null;
  const isGivenUp = first.kind === "client" && isTimeout(first) && tree.childrenOf(first).length > 0;
  const where = isGivenUp ? slowestBelow(first, tree) : first;
  return { place: placeOf(where, tree, known), span: first, isRefusal: isRefusedByBreaker(first) };
}

/** By service: what it calls through an open breaker, as the breakers say and as refused calls show. */
function openBehind(
  traces: readonly Trace[],
  known: ReadonlySet<string>,
  openBreakers: readonly { readonly caller: string; readonly callee: string }[],
): ReadonlyMap<string, string> {
  const behind = new Map<string, string>();
  const add = (caller: string, place: string) => {
    const other = behind.get(caller);
    if (place !== caller && (other === undefined || compareText(place, other) < 0)) behind.set(caller, place);
  };
  for (const { caller, callee } of openBreakers) add(caller, known.has(callee) ? callee : `external:${callee}`);
  for (const trace of traces) {
    const tree = traceTreeOf(trace);
    for (const span of trace.spans) if (isRefusedByBreaker(span)) add(span.service, placeOf(span, tree, known));
  }
  return behind;
}

function lastBehind(place: string, behind: ReadonlyMap<string, string>): string {
  const seen = new Set([place]);
  let last = place;
  for (let next = behind.get(last); next !== undefined && !seen.has(next); next = behind.get(last)) {
    seen.add(next);
    last = next;
  }
  return last;
}

/** A span may fail under one that says nothing about it, so the look goes all the way down. */
function hasFailedBelow(span: Span, tree: TraceTree): boolean {
  const seen = new Set<Span>([span]);
  const open = [...tree.childrenOf(span)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.status === "error") return true;
    open.push(...tree.childrenOf(next));
  }
  return false;
}

function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0]?.[0] ?? "";
}
