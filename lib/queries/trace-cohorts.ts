import type { TraceCohorts } from "@/lib/contracts/trace-cohorts";
import type { Change } from "@/lib/domain/change";
import { MIN_SAMPLES } from "@/lib/domain/distribution";
import { entrySpansOf } from "@/lib/domain/entry-span";
import { quantileOf } from "@/lib/domain/quantile";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import { byVersion, type CohortStats, type Cohorts, compareCohorts } from "@/lib/domain/span-cohorts";
import type { Trace, TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import type { Deps } from "@/lib/ports";
import { spreadSearch } from "./spread-search";
import type { TraceReads } from "./trace-reads";

export type TraceCohortsDeps = Pick<Deps, "clock" | "traces"> & {
  readonly store: Pick<Deps["store"], "changes">;
  readonly traceReads: Pick<TraceReads, "cohorts">;
};

const LIMIT = 100;
/** A busy service's newest traces are all from the last seconds: each side is asked for in this many parts of its time. */
const PARTS = 4;
const SPREAD = { parts: PARTS, call: { timeoutMs: 5_000 } };
const SHOWN_ROWS = 12;
/** How far on either side of a release its traces are sought, and how long ago it may be. */
const RELEASE_WINDOW_MS = 15 * 60_000;
const RELEASE_AGE_MS = 24 * 60 * 60_000;

type Searched = readonly Measured<TraceSearch>[];
type Split = {
  readonly cohorts: Cohorts;
  readonly splitMs: number | null;
  readonly splitAt: TraceCohorts["splitAt"];
  readonly before: string | null;
  readonly after: string | null;
  readonly releasedMs: number | null;
};

/** Slow traces against fast ones, or those of the newest release against those before it. Shared by all viewers; never throws for a dead upstream. */
export function traceCohorts(
  deps: TraceCohortsDeps,
  input: {
    readonly service: Service;
    readonly by: TraceCohorts["by"];
    readonly rangeMin: number;
    /** A stretch that stands still; null follows now over `rangeMin`. Speed only: a release has its own time. */
    readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  },
): Promise<TraceCohorts> {
  const { service, by, rangeMin, span } = input;
  const nowMs = deps.clock.now().getTime();
  const range = span ?? { fromMs: nowMs - rangeMin * 60_000, toMs: nowMs };
  const stretch = span === null ? String(rangeMin) : `${span.fromMs}-${span.toMs}`;
  return deps.traceReads.cohorts.get(`${service.name} ${by === "speed" ? stretch : "release"}`, nowMs, () =>
    by === "speed" ? bySpeed(deps, service, nowMs, range) : byRelease(deps, service, nowMs),
  );
}

async function bySpeed(
  deps: TraceCohortsDeps,
  service: Service,
  nowMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<TraceCohorts> {
  const objectiveMs = latencyObjectiveMs(service);
  const search = {
    service: service.traces.service,
    from: new Date(fromMs),
    to: new Date(toMs),
    limit: LIMIT,
  };
  const searched = await Promise.all([
    spreadSearch(deps.traces, { ...search, minDurationMs: objectiveMs }, SPREAD),
    spreadSearch(deps.traces, { ...search, maxDurationMs: objectiveMs }, SPREAD),
  ]);
  const traces = distinct(searched);
  const slowest = (trace: Trace) => {
    const durations = entrySpansOf(trace, service.traces.service).map(({ durationUs }) => durationUs / 1_000);
    return durations.length === 0 ? null : Math.max(...durations);
  };
  const durationOf = new Map(traces.map((trace) => [trace, slowest(trace)]));
  const known = [...durationOf.values()].filter((ms) => ms !== null);
  const slow = known.filter((ms) => ms >= objectiveMs).length;
  const isObjective = slow >= MIN_SAMPLES && known.length - slow >= MIN_SAMPLES;
  const splitMs = isObjective ? objectiveMs : quantileOf(known, 0.5);
  const cohorts: { [K in keyof Cohorts]: Trace[] } = { a: [], b: [], neither: [] };
  for (const [trace, ms] of durationOf) {
    cohorts[ms === null || splitMs === null ? "neither" : ms >= splitMs ? "a" : "b"].push(trace);
  }
  const splitAt = splitMs === null ? null : isObjective ? ("objective" as const) : ("median" as const);
  return answerOf("speed", nowMs, searched, { cohorts, splitMs, splitAt, before: null, after: null, releasedMs: null });
}

async function byRelease(deps: TraceCohortsDeps, service: Service, nowMs: number): Promise<TraceCohorts> {
  const changes = await deps.store.changes({
    from: new Date(nowMs - RELEASE_AGE_MS),
    to: new Date(nowMs),
    service: service.name,
  });
  const release = newestRelease(changes);
  if (release === null) return { ...answerOf("release", nowMs, [], null), state: "unknown", reason: "no_release" };
  const releasedMs = release.at.getTime();
  const search = { service: service.traces.service, limit: LIMIT };
  const around = (fromMs: number, toMs: number) => ({ ...search, from: new Date(fromMs), to: new Date(toMs) });
  const searched = await Promise.all([
    spreadSearch(deps.traces, around(releasedMs - RELEASE_WINDOW_MS, releasedMs), SPREAD),
    spreadSearch(deps.traces, around(releasedMs, Math.min(nowMs, releasedMs + RELEASE_WINDOW_MS)), SPREAD),
  ]);
  const traces = distinct(searched);
  // The release decides, not the time: pods of both versions answer during a rollout.
  const before = release.previousVersion ?? commonestOther(traces, service.traces.service, release.version);
  const cohorts =
    before === null
      ? {
          a: traces.filter((trace) => versionsOf(trace, service.traces.service).has(release.version)),
          b: [],
          neither: [],
        }
      : byVersion(traces, { service: service.traces.service, before, after: release.version });
  return answerOf("release", nowMs, searched, {
    cohorts,
    splitMs: null,
    splitAt: null,
    before,
    after: release.version,
    releasedMs,
  });
}

function newestRelease(changes: readonly Change[]): (Change & { readonly version: string }) | null {
  const releases = changes.flatMap((change) =>
    change.kind === "deploy" && change.version !== null ? [{ ...change, version: change.version }] : [],
  );
  return releases.reduce<(typeof releases)[number] | null>(
    (newest, next) => (newest && newest.at > next.at ? newest : next),
    null,
  );
}

function versionsOf(trace: Trace, service: string): ReadonlySet<string> {
  return new Set(
    trace.spans.flatMap((span) => (span.service === service && span.version !== null ? [span.version] : [])),
  );
}

function commonestOther(traces: readonly Trace[], service: string, version: string): string | null {
  const count = new Map<string, number>();
  for (const trace of traces) {
    for (const other of versionsOf(trace, service))
      if (other !== version) count.set(other, (count.get(other) ?? 0) + 1);
  }
  return [...count].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function distinct(searched: Searched): readonly Trace[] {
  const byId = new Map(
    searched.flatMap((one) => (one.ok ? one.value.traces : [])).map((trace) => [trace.traceId, trace]),
  );
  return [...byId.values()];
}

function answerOf(by: TraceCohorts["by"], nowMs: number, searched: Searched, split: Split | null): TraceCohorts {
  const gap = searched.find((one) => !one.ok);
  const reason = gap && !gap.ok ? gap.reason : null;
  const a = split?.cohorts.a ?? [];
  const b = split?.cohorts.b ?? [];
  const isEnough = reason === null && a.length >= MIN_SAMPLES && b.length >= MIN_SAMPLES;
  const rows = isEnough ? compareCohorts({ a, b }).rows : [];
  return {
    by,
    state: reason === null ? "ok" : reason === "not_configured" ? "unknown" : "error",
    reason,
    atMs: nowMs,
    queries: searched.map(({ query }) => query),
    a: { n: a.length, version: split?.after ?? null },
    b: { n: b.length, version: split?.before ?? null },
    neither: split?.cohorts.neither.length ?? 0,
    splitMs: split?.splitMs ?? null,
    splitAt: split?.splitAt ?? null,
    releasedMs: split?.releasedMs ?? null,
    minTraces: MIN_SAMPLES,
    mayBeTruncated: searched.some((one) => one.ok && one.value.mayBeTruncated),
    rows: rows.slice(0, SHOWN_ROWS).map((row) => ({
      service: row.service,
      operation: row.operation,
      a: statsOf(row.a),
      b: statsOf(row.b),
      differenceMs: row.differenceUs / 1_000,
    })),
    rowsTotal: rows.length,
  };
}

function statsOf({
  traces,
  n,
  medianSelfUs,
  p95SelfUs,
  criticalRatio,
}: CohortStats): TraceCohorts["rows"][number]["a"] {
  const ms = (us: number | null) => (us === null ? null : us / 1_000);
  return { traces, n, medianSelfMs: ms(medianSelfUs), p95SelfMs: ms(p95SelfUs), criticalRatio };
}
