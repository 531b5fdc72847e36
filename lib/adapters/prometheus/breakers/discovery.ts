import { anyOf } from "../promql";
import type { VectorSample } from "../schema";
import { CALLER_LABELS, DIALECTS, type Dialect, metricsOf } from "./dialects";

/** Bare gauges that services make by hand; what their numbers mean must be declared. */
const AD_HOC = ".*(circuit_?breaker|breaker)_(current_)?state";

const PROBED_LABELS = [...new Set([...CALLER_LABELS, ...DIALECTS.flatMap(({ caller }) => caller), "exported_service"])];

const BY_METRIC = new Map(
  DIALECTS.flatMap((dialect) => metricsOf(dialect).map((metric) => [metric, dialect] as const)),
);

/** Which services have which metric, as the probe found it. */
export type Probed = {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly series: number;
};

/** One question to a whole Prometheus: which known metrics it has, and of whom. Asked rarely. */
export function probeQuery(): string {
  const known = anyOf(["up", ...BY_METRIC.keys()]).slice(1, -1);
  return `count by (__name__, ${PROBED_LABELS.join(", ")}) ({__name__=~"${known}|${AD_HOC}"})`;
}

export function probedOf(result: readonly VectorSample[]): readonly Probed[] {
  return result.flatMap(({ metric: { __name__: metric, ...labels }, value }) =>
    metric === undefined || value === undefined ? [] : [{ metric, labels, series: value[1] }],
  );
}

/** The table's row of a metric; a hand-made gauge gets one that states only what is missing. */
export function dialectOfMetric(metric: string): Dialect | null {
  const known = BY_METRIC.get(metric);
  if (known !== undefined) return known;
  return new RegExp(`^${AD_HOC}$`).test(metric) ? undeclared(metric) : null;
}

const undeclared = (metric: string): Dialect => ({
  id: "undeclared",
  encoding: { kind: "undeclared", metric },
  caller: CALLER_LABELS,
  callee: [
    "target",
    "callee",
    "upstream",
    "dependency",
    "peer_service",
    "backend",
    "destination",
    "name",
    "circuit",
    "breaker",
  ],
  source: "a gauge that a service makes by hand",
});
