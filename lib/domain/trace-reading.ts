import { type Call, callsOf } from "./call-graph";
import { isOutside, type PlaceKind, peerKindOf, peerOf } from "./map-peer";
import { selfTimesOf } from "./self-time";
import type { Span, Trace } from "./trace";
import { rootSpanOf, traceTreeOf } from "./trace-tree";

/** One place within one trace. Times in microseconds. */
export type PlaceReading = {
  readonly place: string;
  readonly kind: PlaceKind;
  /** Spans that it sent; 0 for what sends none. */
  readonly spans: number;
  /** How long it took to answer each request that reached it, as it saw that itself. */
  readonly answersUs: readonly number[];
  readonly failedAnswers: number;
  /** Time in which none of its callees ran. */
  readonly selfUs: number;
};

/** What the map keeps of a trace: a few numbers, so that a minute of traces can be held for every open room. */
export type TraceReading = {
  readonly traceId: string;
  readonly startMs: number;
  /** Calls between different places. */
  readonly calls: readonly Call[];
  readonly places: readonly PlaceReading[];
  /** Where it entered. */
  readonly entry: string;
};

type Tally = {
  place: string;
  kind: PlaceKind;
  spans: number;
  answersUs: number[];
  failedAnswers: number;
  selfUs: number;
};

/**
 * Reads one trace for the map; null for one without spans. `known` = names of own services. The time of a call that nobody answered
 * with a span belongs to whom it asked (a database, a bank, a service that is down), like in the diagnosis.
 */
export function traceReadingOf(trace: Trace, known: ReadonlySet<string>): TraceReading | null {
  const root = rootSpanOf(trace);
  if (root === null) return null;
  const own = new Set([...known, ...trace.spans.map(({ service }) => service)]);
  const tree = traceTreeOf(trace);
  const tallies = new Map<string, Tally>();
  const tallyOf = (place: string, kind: PlaceKind) => {
    const tally = tallies.get(place) ?? { place, kind, spans: 0, answersUs: [], failedAnswers: 0, selfUs: 0 };
    tallies.set(place, tally);
    return tally;
  };
  for (const [span, selfUs] of selfTimesOf(trace)) {
    const tally = tallyOf(span.service, "service");
    tally.spans += 1;
    if (isEntry(span, tree.parentOf(span))) {
      tally.answersUs.push(span.durationUs);
      if (span.status === "error") tally.failedAnswers += 1;
    }
    const asked = isLeafCall(span, tree.childrenOf(span)) ? peerOf(span, own) : null;
    if (asked === null) tally.selfUs += selfUs;
    else tallyOf(asked, isOutside(asked) ? peerKindOf(span) : "service").selfUs += selfUs;
  }
  return {
    traceId: trace.traceId,
    startMs: root.startUs / 1_000,
    calls: callsOf(trace, own, peerOf).filter(({ caller, callee }) => caller !== callee),
    places: [...tallies.values()],
    entry: root.service,
  };
}

/** A span that answers somebody else: its service was entered here. */
function isEntry(span: Span, parent: Span | null): boolean {
  if (span.kind === "server" || span.kind === "consumer") return true;
  return parent === null ? span.kind !== "client" && span.kind !== "producer" : parent.service !== span.service;
}

function isLeafCall(span: Span, children: readonly Span[]): boolean {
  return (span.kind === "client" || span.kind === "producer") && children.length === 0;
}
