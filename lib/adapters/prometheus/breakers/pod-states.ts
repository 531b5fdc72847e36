import { stateOfValue, stateOfWord } from "@/lib/domain/breaker-encodings";
import type { BreakerState } from "@/lib/domain/measurement";
import type { BreakerMode, UnknownReason } from "@/lib/domain/protection";
import type { BreakerValues } from "@/lib/domain/service";

type Labels = Readonly<Record<string, string>>;

/** One series of the answer: a value per column, null where there is none. */
export type ColumnSeries = { readonly labels: Labels; readonly values: readonly (number | null)[] };

/** One breaker of one pod: its state per column, null where it has no sample. */
export type Track = {
  readonly labels: Labels;
  readonly states: readonly (BreakerState | null)[];
  readonly mode: BreakerMode | null;
  /** Why its newest state is unknown. */
  readonly reason: UnknownReason | null;
};

/** How long refused calls are remembered: long enough for two scrapes of 15 s. */
const GROWTH_MS = 30_000;

/** Series that differ only in `label` belong to one breaker. */
export function grouped(
  series: readonly ColumnSeries[],
  labels: readonly string[],
): readonly { readonly labels: Labels; readonly series: readonly ColumnSeries[] }[] {
  const groups = new Map<string, { labels: Labels; series: ColumnSeries[] }>();
  for (const one of series) {
    const own = Object.entries(one.labels)
      .filter(([name]) => name !== "__name__" && name !== "signal" && !labels.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(own);
    const group = groups.get(key) ?? { labels: Object.fromEntries(own), series: [] };
    groups.set(key, group);
    group.series.push(one);
  }
  return [...groups.values()];
}

/** A gauge with a number per state. */
export function tracksOfGauge(series: readonly ColumnSeries[], values: BreakerValues): readonly Track[] {
  return series.map((one) => {
    const states = one.values.map((value) => (value === null ? null : (stateOfValue(value, values) ?? "unknown")));
    return {
      labels: one.labels,
      states,
      mode: null,
      reason: states.at(-1) === "unknown" ? "value_not_declared" : null,
    };
  });
}

/** A bare number without a declared meaning: there is a breaker, and nobody can say in which state. */
export function tracksOfUndeclared(series: readonly ColumnSeries[]): readonly Track[] {
  const [worded, bare] = [[] as ColumnSeries[], [] as ColumnSeries[]];
  // A series that spells its state in a label is not a bare number.
  for (const one of series) (stateOfWord(one.labels.state ?? "") === null ? bare : worded).push(one);
  return [
    ...tracksOfOneHot(worded, ["state"]),
    ...bare.map(
      (one): Track => ({
        labels: one.labels,
        states: one.values.map((value) => (value === null ? null : "unknown")),
        mode: null,
        reason: "encoding_not_declared",
      }),
    ),
  ];
}

/** One series per state, of which the current one is 1. */
export function tracksOfOneHot(series: readonly ColumnSeries[], stateLabels: readonly string[]): readonly Track[] {
  return grouped(series, stateLabels).map(({ labels, series: states }) => {
    const worded = states.map(({ labels: own, values }) => ({
      word: stateOfWord(stateLabels.map((label) => own[label] ?? "").find((found) => found !== "") ?? ""),
      values,
    }));
    const width = Math.max(0, ...worded.map(({ values }) => values.length));
    const columns = Array.from({ length: width }, (_, column) =>
      worded.filter(({ values }) => (values[column] ?? 0) > 0.5),
    );
    const newest = columns.at(-1) ?? [];
    return {
      labels,
      states: columns.map((hot) =>
        hot.length === 0 ? null : hot.length > 1 ? "unknown" : (hot[0]?.word?.state ?? "unknown"),
      ),
      mode: newest.length === 1 ? (newest[0]?.word?.mode ?? null) : null,
      reason:
        newest.length > 1
          ? "states_contradict"
          : newest.length === 0
            ? null
            : newest[0]?.word === null
              ? "value_not_declared"
              : newest[0]?.word?.state === "unknown"
                ? "library_says_unknown"
                : null,
    };
  });
}

/** Growth of a counter into each column; a smaller value is a restart, which counts from zero. */
export function growthOf(values: readonly (number | null)[]): readonly (number | null)[] {
  let before: number | null = null;
  return values.map((value) => {
    if (value === null) return null;
    const grown: number | null = before === null ? null : value >= before ? value - before : value;
    before = value;
    return grown;
  });
}

type Totals = { readonly opened: number; readonly halfOpened: number; readonly closed: number };

/**
 * The state that lifetime counts of changes alone prove. A breaker begins closed, opens, tries, and closes or opens again: more opens than
 * tries is open; as many closes as opens is closed; no close at all after a try is half-open. null: they prove nothing.
 */
export function stateOfTotals({ opened, halfOpened, closed }: Totals): BreakerState | null {
  if (opened > halfOpened) return "open";
  if (closed >= opened) return "closed";
  return closed === 0 && halfOpened > 0 ? "half_open" : null;
}

/** Counters of state changes: the state is what changed last. */
export function tracksOfEvents(
  series: readonly ColumnSeries[],
  input: {
    readonly label: string;
    readonly words?: Readonly<Record<string, BreakerState>> | undefined;
    readonly firstCloses: boolean;
  },
): readonly Track[] {
  const stateOf = (word: string) => input.words?.[word] ?? (input.words ? null : (stateOfWord(word)?.state ?? null));
  return grouped(series, [input.label, "event_severity"]).flatMap(({ labels, series: all }) => {
    const counters = all.flatMap(({ labels: own, values }) => {
      const state = stateOf(own[input.label] ?? "");
      return state === null ? [] : [{ state, values, growth: growthOf(values) }];
    });
    if (counters.length === 0) return [];
    const width = Math.max(...counters.map(({ values }) => values.length));
    const states: (BreakerState | null)[] = [];
    for (let column = 0; column < width; column += 1) states.push(eventState(column));
    return [
      { labels, states, mode: null, reason: states.at(-1) === "unknown" ? ("states_contradict" as const) : null },
    ];

    function eventState(column: number): BreakerState | null {
      const present = counters.filter(({ values }) => (values[column] ?? null) !== null);
      if (present.length === 0) return null;
      const total = (state: BreakerState) =>
        present.reduce((sum, one) => sum + (one.state === state ? (one.values[column] ?? 0) : 0), 0);
      const proved = stateOfTotals({
        opened: total("open"),
        halfOpened: total("half_open"),
        closed: total("closed") - (input.firstCloses ? 1 : 0),
      });
      if (proved !== null) return proved;
      const grown = new Set(present.flatMap(({ state, growth }) => ((growth[column] ?? 0) > 0 ? [state] : [])));
      const before = states.at(-1) ?? null;
      // Nothing changed: still what it was; at the start of the look-back a trial call would have ended long ago.
      if (grown.size === 0) return before ?? "closed";
      if (grown.has("open")) return "unknown";
      return grown.has("closed") ? "closed" : "half_open";
    }
  });
}

/** Refused calls grow: open. Calls grow and none is refused: closed. No calls: nobody can tell. */
export function tracksOfRejects(
  series: readonly ColumnSeries[],
  { rejected, attempted, stepMs }: { readonly rejected: string; readonly attempted: string; readonly stepMs: number },
): readonly Track[] {
  const reach = Math.max(1, Math.ceil(GROWTH_MS / stepMs));
  return grouped(series, []).flatMap(({ labels, series: counters }) => {
    const valuesOf = (metric: string) => counters.find((one) => one.labels.__name__ === metric)?.values ?? null;
    const refused = valuesOf(rejected);
    if (refused === null) return [];
    const grew = (growth: readonly (number | null)[], column: number) =>
      growth.slice(Math.max(0, column - reach + 1), column + 1).some((n) => (n ?? 0) > 0);
    const [refusals, attempts] = [growthOf(refused), growthOf(valuesOf(attempted) ?? [])];
    const states = refused.map((value, column): BreakerState | null => {
      if (value === null) return null;
      if (grew(refusals, column)) return "open";
      return grew(attempts, column) ? "closed" : "unknown";
    });
    return [{ labels, states, mode: null, reason: states.at(-1) === "unknown" ? ("no_calls" as const) : null }];
  });
}
