import { stateOfWord } from "@/lib/domain/breaker-encodings";
import type { BreakerState } from "@/lib/domain/measurement";
import type { ProtectionPicture } from "@/lib/domain/protection";
import type { Grid } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import { columnsOf } from "../columns";
import type { MatrixSeries } from "../schema";
import { breakersOfPods, type PodBreaker } from "./aggregate";
import type { Declared } from "./declared";
import { type Dialect, metricsOf, stateMetricsOf } from "./dialects";
import { dialectOfMetric } from "./discovery";
import { aliasesOf, calleeOf, callerOf, partNameOf, podOf } from "./names";
import { ejectionsOf, limitsOf, type PodGauge, sheddingOf, targetsOf } from "./other-signals";
import {
  type ColumnSeries,
  growthOf,
  type Track,
  tracksOfEvents,
  tracksOfGauge,
  tracksOfOneHot,
  tracksOfRejects,
  tracksOfUndeclared,
} from "./pod-states";

type Aliases = ReadonlyMap<string, string>;
type Entry = { readonly dialect: Dialect; readonly series: ColumnSeries[] };

/** The one answer into everything that guards these services' calls. Series of nobody that we know are left out. */
export function protectionOf(
  result: readonly MatrixSeries[],
  input: { readonly services: readonly Service[]; readonly declared: readonly Declared[]; readonly grid: Grid },
): ProtectionPicture {
  const { grid, declared } = input;
  const aliases = aliasesOf(input.services);
  const entries = entriesOf(result, declared, aliases, grid);
  const pods: PodBreaker[] = [];
  const gauges: Record<"limit" | "ejected" | "hosts" | "ratio", PodGauge[]> = {
    limit: [],
    ejected: [],
    hosts: [],
    ratio: [],
  };
  for (const { dialect, series } of entries) {
    const { encoding } = dialect;
    if (encoding.kind === "limit" || encoding.kind === "ejection" || encoding.kind === "ratio") {
      for (const gauge of gaugesOf(series, dialect, aliases)) {
        if (encoding.kind === "ejection") gauges[gauge.metric === encoding.hosts ? "hosts" : "ejected"].push(gauge);
        else gauges[encoding.kind].push(gauge);
      }
    } else pods.push(...podsOf(series, dialect, aliases, grid));
  }
  const limits = Object.assign(
    {},
    ...entries.flatMap(({ dialect: { encoding } }) => (encoding.kind === "limit" ? [encoding.metrics] : [])),
  );
  return {
    breakers: breakersOfPods(pods, grid),
    limits: limitsOf(gauges.limit, limits, grid),
    ejections: ejectionsOf(gauges.ejected, gauges.hosts, grid),
    shedding: sheddingOf(gauges.ratio),
    targets: targetsOf(upRows(result, aliases)),
    silent: silentOf(declared, pods),
  };
}

/** Series by the row of the table that reads them; a catalogue row goes before a built-in one. */
function entriesOf(
  result: readonly MatrixSeries[],
  declared: readonly Declared[],
  aliases: Aliases,
  grid: Grid,
): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const seen = new Set<string>();
  for (const { metric: labels, values } of result) {
    const metric = labels.__name__ ?? "";
    // Two parts of the query may have found the same series, by two of its labels.
    const identity = JSON.stringify(Object.entries({ ...labels, signal: "" }).sort());
    if (seen.has(identity)) continue;
    seen.add(identity);
    const dialect =
      declared.find(
        (row) =>
          metricsOf(row.dialect).includes(metric) &&
          row.services.includes(callerOf(labels, row.dialect, aliases)?.service ?? ""),
      )?.dialect ?? (declared.some((row) => metricsOf(row.dialect).includes(metric)) ? null : dialectOfMetric(metric));
    if (dialect === null) continue;
    const key = JSON.stringify([dialect.id, dialect.caller, dialect.callee, stateMetricsOf(dialect.encoding)]);
    const entry = entries.get(key) ?? { dialect, series: [] };
    entries.set(key, entry);
    entry.series.push({ labels, values: columnsOf(values, grid) });
  }
  return [...entries.values()];
}

function podsOf(
  series: readonly ColumnSeries[],
  dialect: Dialect,
  aliases: Aliases,
  grid: Grid,
): readonly PodBreaker[] {
  const own = stateMetricsOf(dialect.encoding);
  const changes = series.filter(({ labels }) => labels.__name__ === dialect.transitions);
  const states = series.filter(({ labels }) => own.includes(labels.__name__ ?? ""));
  const tracks = tracksOf(states, dialect, grid);
  return tracks.flatMap((track) => {
    const caller = callerOf(track.labels, dialect, aliases);
    // A hand-made gauge without a label for the callee still is a breaker: its metric is all the name there is.
    const callee =
      calleeOf(track.labels, dialect, aliases) ??
      (dialect.encoding.kind === "undeclared" ? dialect.encoding.metric : null);
    if (caller === null || callee === null) return [];
    return [
      {
        caller: caller.service,
        callee,
        part: partNameOf(track.labels, dialect),
        pod: podOf(track.labels),
        track,
        counted: countedOf(track, changes),
        readAs: { dialect: dialect.id, metric: states[0]?.labels.__name__ ?? "" },
      },
    ];
  });
}

function tracksOf(series: readonly ColumnSeries[], { encoding }: Dialect, grid: Grid): readonly Track[] {
  switch (encoding.kind) {
    case "gauge":
      return tracksOfGauge(series, encoding.values);
    case "one_hot":
      return tracksOfOneHot(series, encoding.labels);
    case "events":
      return tracksOfEvents(series, encoding);
    case "rejects":
      return tracksOfRejects(series, { ...encoding, stepMs: grid.stepMs });
    case "undeclared":
      return tracksOfUndeclared(series);
    case "limit":
    case "ejection":
    case "ratio":
      return [];
    default:
      return encoding satisfies never;
  }
}

/** Changes that a counter saw between two samples of the state. */
function countedOf(track: Track, changes: readonly ColumnSeries[]): PodBreaker["counted"] {
  const own = changes.filter(({ labels }) =>
    Object.entries(track.labels).every(
      ([name, value]) => name === "__name__" || name === "signal" || labels[name] === value,
    ),
  );
  if (own.length === 0) return null;
  const growthInto = (wanted: BreakerState) =>
    own.flatMap(({ labels, values }) => {
      const isInto = Object.entries(labels).some(
        ([name, value]) => !name.startsWith("from") && stateOfWord(value)?.state === wanted,
      );
      return isInto ? [growthOf(values)] : [];
    });
  const tries = growthInto("half_open").flatMap((growth) =>
    growth.flatMap((n, column) => ((n ?? 0) > 0 ? [column] : [])),
  );
  return {
    opened: growthInto("open").reduce((sum, growth) => sum + growth.reduce<number>((all, n) => all + (n ?? 0), 0), 0),
    lastTryColumn: tries.length === 0 ? null : Math.max(...tries),
  };
}

function gaugesOf(series: readonly ColumnSeries[], dialect: Dialect, aliases: Aliases): readonly PodGauge[] {
  return series.flatMap(({ labels, values }) => {
    const caller = callerOf(labels, dialect, aliases);
    const callee = calleeOf(labels, dialect, aliases);
    if (caller === null || callee === null) return [];
    const metric = labels.__name__ ?? "";
    return [{ caller: caller.service, callee, pod: podOf(labels), metric, dialect: dialect.id, values }];
  });
}

function upRows(result: readonly MatrixSeries[], aliases: Aliases) {
  return result.flatMap(({ metric: { signal, ...labels }, values }) => {
    const value = values.at(-1)?.[1];
    const service = Object.values(labels).flatMap(
      (name) => aliases.get(name) ?? aliases.get(name.slice(name.lastIndexOf("/") + 1)) ?? [],
    )[0];
    if ((signal !== "up" && signal !== "targets") || value === undefined || service === undefined) return [];
    return [{ service, kind: signal, value } as const];
  });
}

function silentOf(declared: readonly Declared[], pods: readonly PodBreaker[]): ProtectionPicture["silent"] {
  return declared.flatMap(({ mapping, services }) => {
    if (mapping.signal !== "breaker") return [];
    const heard = new Set(pods.flatMap(({ caller, readAs }) => (readAs.metric === mapping.metric ? [caller] : [])));
    return services.filter((service) => !heard.has(service)).map((service) => ({ service, metric: mapping.metric }));
  });
}
