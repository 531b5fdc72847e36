import { quantileOf } from "../quantile";
import { selfTimesOf } from "../self-time";
import type { Trace } from "../trace";
import { placed } from "./place";

/** Self time of one service in one trace, callees and outside peers excluded, by release, while both served. */
export type VersionSelfTime = {
  readonly version: string;
  readonly n: number;
  readonly medianMs: number;
  readonly p95Ms: number;
};

const SLACK_US = 2_000_000;

/**
 * Compares releases of a service at the same time: only traces from the stretch in which both answered count, so that whatever else
 * was wrong then was wrong for both. Empty when they never served together.
 */
export function selfTimeByVersion(
  traces: readonly Trace[],
  { service, known }: { readonly service: string; readonly known: ReadonlySet<string> },
): readonly VersionSelfTime[] {
  const seen = new Map<string, { atUs: number; selfUs: number }[]>();
  for (const trace of traces) {
    const here = placed(trace, known);
    const own = here.spans.filter((span) => span.service === service);
    const versions = new Set(own.map((span) => span.version));
    const [version] = versions;
    if (versions.size !== 1 || version == null) continue;
    const selfTimes = selfTimesOf(here);
    const selfUs = own.reduce((sum, span) => sum + (selfTimes.get(span) ?? 0), 0);
    seen.set(version, [...(seen.get(version) ?? []), { atUs: Math.min(...own.map((span) => span.startUs)), selfUs }]);
  }
  const spans = [...seen.values()].map((list) => list.map(({ atUs }) => atUs));
  if (spans.length < 2) return [];
  const fromUs = Math.max(...spans.map((list) => Math.min(...list))) - SLACK_US;
  const toUs = Math.min(...spans.map((list) => Math.max(...list))) + SLACK_US;
  return [...seen].flatMap(([version, list]) => {
    const together = list.filter(({ atUs }) => atUs >= fromUs && atUs <= toUs).map(({ selfUs }) => selfUs);
    const medianUs = quantileOf(together, 0.5);
    const p95Us = quantileOf(together, 0.95);
    return medianUs === null || p95Us === null
      ? []
      : [{ version, n: together.length, medianMs: medianUs / 1_000, p95Ms: p95Us / 1_000 }];
  });
}
