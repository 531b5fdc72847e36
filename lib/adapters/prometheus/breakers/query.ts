import type { Service } from "@/lib/domain/service";
import { anyOf, labelName, tagged } from "../promql";
import type { Declared } from "./declared";
import { CALLER_LABELS, type Dialect, EJECTED, metricsOf, stateMetricsOf } from "./dialects";
import { dialectOfMetric, type Probed } from "./discovery";
import { aliasesOf, callerOf } from "./names";

export const LOOK_BACK_MS = 10 * 60_000;
const STEPS_MS = [5_000, 10_000, 30_000, 60_000] as const;
/** Beyond this many points the look-back gets coarser, so that a wall of any size stays one bounded answer. */
const MAX_POINTS = 250_000;

/** How a metric's samples are thinned out by Prometheus already. */
type Filter = "all" | "is_one" | "above_zero" | "hosts_of_ejected";

/** Share of a metric's series that its filter usually leaves: one state of three, and few limits or ejections of many. */
const SHARE_LEFT: Readonly<Record<Filter, number>> = {
  all: 1,
  is_one: 1 / 3,
  above_zero: 1 / 20,
  hosts_of_ejected: 1 / 20,
};

type Ask = {
  readonly filter: Filter;
  readonly label: string;
  readonly values: Set<string>;
  readonly metrics: Set<string>;
};

/** One range query for everything that guards these services' calls. null: nothing is known to ask for. */
export function protectionQuery(input: {
  readonly services: readonly Service[];
  readonly declared: readonly Declared[];
  readonly probed: readonly Probed[];
}): { readonly query: string; readonly stepMs: number } | null {
  const aliases = aliasesOf(input.services);
  const asks = new Map<string, Ask>();
  let series = 0;
  const add = (filter: Filter, label: string, values: Iterable<string>, metric: string) => {
    const key = `${filter}:${label}`;
    const ask = asks.get(key) ?? { filter, label, values: new Set(), metrics: new Set() };
    asks.set(key, ask);
    ask.metrics.add(metric);
    for (const value of values) ask.values.add(value);
  };

  const isDeclared = new Set(input.declared.flatMap(({ dialect }) => metricsOf(dialect)));
  for (const { dialect, mapping, services } of input.declared) {
    const label = labelName(mapping.caller) ?? "service";
    const wanted = new Set(services);
    const values = [...aliases].flatMap(([value, service]) => (wanted.has(service) ? [value] : []));
    for (const metric of metricsOf(dialect)) add(filterOf(dialect, metric), label, values, metric);
  }
  const upLabels = new Map<string, Set<string>>();
  for (const { metric, labels, series: count } of input.probed) {
    if (metric === "up") {
      const caller = callerOf(labels, UP, aliases);
      if (caller !== null) upLabels.set(caller.label, (upLabels.get(caller.label) ?? new Set()).add(caller.value));
      continue;
    }
    const dialect = dialectOfMetric(metric);
    const caller = dialect === null || isDeclared.has(metric) ? null : callerOf(labels, dialect, aliases);
    if (isDeclared.has(metric)) series += count;
    if (dialect === null || caller === null) continue;
    const filter = filterOf(dialect, metric);
    series += count * SHARE_LEFT[filter];
    add(filter, caller.label, [caller.value], metric);
  }

  const parts = [
    ...[...asks.values()].map(selectionOf),
    ...[...upLabels].flatMap(([label, values]) => {
      const up = `up{${label}=~${anyOf([...values].sort())}}`;
      return [`sum by (${label}) (${up})`, `count by (${label}) (${up})`];
    }),
  ];
  if (asks.size === 0) return null;
  const upFrom = asks.size;
  const query = parts.map((part, index) => tagged(tagOf(index, upFrom), part)).join(" or ");
  const stepMs = STEPS_MS.find((step) => (series * LOOK_BACK_MS) / step <= MAX_POINTS) ?? 60_000;
  return { query, stepMs };
}

/** Tells the parts apart: `or` compares labels without the metric's name. */
function tagOf(index: number, upFrom: number): string {
  if (index < upFrom) return `part:${index}`;
  return (index - upFrom) % 2 === 0 ? "up" : "targets";
}

const UP: Dialect = {
  id: "up",
  encoding: { kind: "undeclared", metric: "up" },
  caller: CALLER_LABELS,
  callee: [],
  source: "Prometheus",
};

function filterOf({ encoding }: Dialect, metric: string): Filter {
  if (!stateMetricsOf(encoding).includes(metric)) return "all";
  if (encoding.kind === "one_hot") return "is_one";
  if (encoding.kind === "limit") return "above_zero";
  if (encoding.kind === "ejection") return metric === encoding.hosts ? "hosts_of_ejected" : "above_zero";
  return "all";
}

function selectionOf({ filter, label, values, metrics }: Ask): string {
  const whose = `${label}=~${anyOf([...values].sort())}`;
  const all = `{__name__=~${anyOf([...metrics].sort())},${whose}}`;
  switch (filter) {
    case "all":
      return all;
    case "is_one":
      return `${all} == 1`;
    case "above_zero":
      return `${all} > 0`;
    case "hosts_of_ejected":
      return `${all} and ${EJECTED}{${whose}} > 0`;
    default:
      return filter satisfies never;
  }
}
