import type { TraceQuery, TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import type { CallOptions, Traces } from "@/lib/ports";

/** Shorter parts hold too few traces to be worth a search each. */
const MIN_PART_MS = 5_000;

/**
 * Traces from the whole of a stretch of time. A store answers with its newest ones: of a busy service one search shows the last seconds
 * only, and whatever is compared with them looks alike. Asked in equal parts of the time, each with its part of the limit; each trace once.
 * The first part that fails is the answer: half of a stretch would be as lopsided as its end.
 */
export async function spreadSearch(
  traces: Pick<Traces, "search">,
  query: TraceQuery,
  { parts: wanted, call }: { readonly parts: number; readonly call: CallOptions },
): Promise<Measured<TraceSearch>> {
  const [fromMs, toMs] = [query.from.getTime(), query.to.getTime()];
  const parts = Math.max(1, Math.min(wanted, Math.floor((toMs - fromMs) / MIN_PART_MS)));
  const edgeMs = (part: number) => Math.round(fromMs + ((toMs - fromMs) * part) / parts);
  const answers = await Promise.all(
    Array.from({ length: parts }, (_, part) =>
      traces.search(
        {
          ...query,
          from: new Date(edgeMs(part)),
          to: new Date(edgeMs(part + 1)),
          limit: Math.ceil(query.limit / parts),
        },
        call,
      ),
    ),
  );
  return answers.reduce(joined);
}

function joined(earlier: Measured<TraceSearch>, later: Measured<TraceSearch>): Measured<TraceSearch> {
  if (!earlier.ok || !later.ok) return earlier.ok ? later : earlier;
  const both = [earlier.value, later.value];
  const traces = [...new Map(both.flatMap((value) => value.traces).map((trace) => [trace.traceId, trace])).values()];
  return {
    ...later,
    value: {
      ...later.value,
      traces,
      limit: earlier.value.limit + later.value.limit,
      mayBeTruncated: both.some(({ mayBeTruncated }) => mayBeTruncated),
    },
    n: traces.length,
  };
}
