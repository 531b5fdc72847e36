import type { CallCounts, CallWindow } from "@/lib/domain/protection";
import type { Grid } from "@/lib/domain/series";
import type { Service } from "@/lib/domain/service";
import { compareText } from "@/lib/domain/text-order";
import { columnsOf } from "../columns";
import { anyOf, labelName, selector, tagged } from "../promql";
import type { MatrixSeries } from "../schema";
import type { Declared } from "./declared";
import type { Dialect, Pick } from "./dialects";
import { dialectOfMetric, type Probed } from "./discovery";
import { aliasesOf, calleeOf, callerOf } from "./names";
import { growthOf } from "./pod-states";

/** Window of the failure counts, and its step. */
export const CALL_WINDOW_MS = 60_000;
export const CALL_STEP_MS = 5_000;

type Counted = "total" | "failed" | "rejected";
const COUNTED: readonly Counted[] = ["total", "failed", "rejected"];

/** One selector of the query: whose calls it counts, and as what. */
export type CallPick = {
  readonly dialect: Dialect;
  readonly counted: Counted;
  readonly selector: string;
};

/** What counts calls, for the libraries that these services are known to have. */
export function callPicksOf(input: {
  readonly services: readonly Service[];
  readonly declared: readonly Declared[];
  readonly probed: readonly Probed[];
}): readonly CallPick[] {
  const aliases = aliasesOf(input.services);
  const declared = input.declared.flatMap(({ dialect, mapping, services }) => {
    const wanted = new Set(services);
    const values = [...aliases].flatMap(([value, service]) => (wanted.has(service) ? [value] : []));
    return picksOf(dialect, labelName(mapping.caller) ?? "service", values);
  });
  const whose = new Map<string, { dialect: Dialect; label: string; values: Set<string> }>();
  for (const { metric, labels } of input.probed) {
    const dialect = dialectOfMetric(metric);
    const caller = dialect === null ? null : callerOf(labels, dialect, aliases);
    if (dialect === null || caller === null) continue;
    const key = JSON.stringify([dialect.id, caller.label]);
    const entry = whose.get(key) ?? { dialect, label: caller.label, values: new Set() };
    whose.set(key, entry);
    entry.values.add(caller.value);
  }
  return [
    ...declared,
    ...[...whose.values()].flatMap(({ dialect, label, values }) => picksOf(dialect, label, [...values])),
  ];
}

function picksOf(dialect: Dialect, label: string, values: readonly string[]): readonly CallPick[] {
  const whose = `${label}=~${anyOf([...values].sort())}`;
  return COUNTED.flatMap((counted) =>
    (dialect.calls?.[counted] ?? []).map((pick) => ({ dialect, counted, selector: selectorOf(pick, whose) })),
  );
}

const SELECTOR = /^([^{]+)\{(.*)\}$/s;

/** A metric, or a selector as the catalogue may write it, of these callers only. */
function selectorOf({ metric, label, values }: Pick, whose: string): string {
  const [, name = metric, own = ""] = SELECTOR.exec(metric) ?? [];
  const kinds = label === undefined || values === undefined ? "" : `${label}=~${anyOf(values)}`;
  return selector(name.trim(), [own, kinds, whose]);
}

/** One query; the picks are told apart by their index. */
export function callsQuery(picks: readonly CallPick[]): string {
  return picks.map((pick, index) => tagged(String(index), pick.selector)).join(" or ");
}

/** Growth of the counters by pair and step. Refused calls never went out: they are taken out of a total that counts them. */
export function callWindowsOf(
  result: readonly MatrixSeries[],
  input: { readonly picks: readonly CallPick[]; readonly services: readonly Service[]; readonly grid: Grid },
): readonly CallWindow[] {
  const aliases = aliasesOf(input.services);
  const pairs = new Map<
    string,
    { caller: string; callee: string; columns: Mutable<CallCounts>[]; overcounts: boolean }
  >();
  for (const { metric: labels, values } of result) {
    const pick = input.picks[Number(labels.signal)];
    const caller = pick === undefined ? null : callerOf(labels, pick.dialect, aliases);
    const callee = pick === undefined ? null : calleeOf(labels, pick.dialect, aliases);
    if (pick === undefined || caller === null || callee === null) continue;
    const key = JSON.stringify([caller.service, callee]);
    const pair = pairs.get(key) ?? {
      caller: caller.service,
      callee,
      columns: emptyColumns(input.grid),
      overcounts: false,
    };
    pairs.set(key, pair);
    pair.overcounts ||= pick.dialect.calls?.hasRejectedInTotal === true;
    growthOf(columnsOf(values, input.grid))
      .slice(1)
      .forEach((grown, column) => {
        const counts = pair.columns[column];
        if (grown !== null && counts !== undefined) counts[pick.counted] = (counts[pick.counted] ?? 0) + grown;
      });
  }
  return [...pairs.values()]
    .map(({ caller, callee, columns, overcounts }) => ({
      caller,
      callee,
      columns: overcounts ? columns.map(withoutRejected) : columns,
    }))
    .sort((a, b) => compareText(a.caller, b.caller) || compareText(a.callee, b.callee));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function emptyColumns({ fromMs, toMs, stepMs }: Grid): Mutable<CallCounts>[] {
  return Array.from({ length: Math.round((toMs - fromMs) / stepMs) }, (_, column) => ({
    atMs: fromMs + (column + 1) * stepMs,
    total: null,
    failed: null,
    rejected: null,
  }));
}

function withoutRejected(counts: CallCounts): CallCounts {
  return { ...counts, total: counts.total === null ? null : Math.max(0, counts.total - (counts.rejected ?? 0)) };
}
