import { MIN_SAMPLES } from "./distribution";
import { quantileOf } from "./quantile";
import { shareDifference } from "./share-difference";
import { compareText } from "./text-order";
import type { Trace } from "./trace";

/** A fact about a trace: one of its spans of `service` carries `key` with that value. */
export type AttributeDifference = {
  readonly service: string;
  readonly key: string;
  /** A value; "> 50" for numbers that were parted at their median. */
  readonly value: string;
  /** Traces inside and outside the selection that show it. */
  readonly inHits: number;
  readonly outHits: number;
  /** Share inside − share outside, with its 95 % interval (Newcombe 1998, method 10; not corrected for the number of comparisons). */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Other facts that hold in exactly the same traces: they say nothing more, and stand behind this one. */
  readonly alike: readonly { readonly service: string; readonly key: string; readonly value: string }[];
};

/** A key that was not compared, and why: nearly every trace has a value of its own. */
export type SkippedKey = { readonly service: string; readonly key: string; readonly values: number };

export type AttributeComparison = {
  readonly inN: number;
  readonly outN: number;
  /** False below MIN_SAMPLES traces on either side: "not enough data", and no rows. */
  readonly isEnough: boolean;
  /**
   * Surest difference first: by how far the interval stays from zero. Of a key, the values that are more frequent inside; those that are
   * rarer there follow from them and are shown only when there is no other.
   */
  readonly rows: readonly AttributeDifference[];
  /** Facts whose interval holds zero; they are not in `rows`. */
  readonly withoutDifference: number;
  readonly skipped: readonly SkippedKey[];
};

/** More distinct values than this, and in more than half of the traces that have the key a different one: an id. */
const FEW_VALUES = 12;
const ID_RATIO = 0.5;
/** Keys that name one thing each, however few traces there are. */
const ID_KEY = /(^|[._-])(uuid|guid|trace_?id|span_?id|request_?id|session_?id|correlation_?id|thread\.id)$/i;

/** What one trace says with a key; `trace` is its place on its side. */
type Said = { readonly trace: number; readonly values: Set<string> };
type Key = {
  readonly service: string;
  readonly key: string;
  readonly inside: Said[];
  readonly outside: Said[];
};

/**
 * How the traces of a selection differ from the rest, by what their spans and processes say. The unit is a trace: a value counts once
 * however many spans carry it. Each span also says its `operation` and, when it failed, `status = error`. Numbers with many values are parted at the median of all
 * traces; other keys with many values are ids: left out, and listed.
 * After Honeycomb's BubbleUp, with sample sizes and an interval.
 */
export function attributeDifferences(inside: readonly Trace[], outside: readonly Trace[]): AttributeComparison {
  const [inN, outN] = [inside.length, outside.length];
  if (inN < MIN_SAMPLES || outN < MIN_SAMPLES) {
    return { inN, outN, isEnough: false, rows: [], withoutDifference: 0, skipped: [] };
  }
  const skipped: SkippedKey[] = [];
  const rows: Found[] = [];
  let withoutDifference = 0;
  for (const found of keysOf(inside, outside)) {
    const facts = factsOf(found);
    if (facts === null) {
      skipped.push({ service: found.service, key: found.key, values: distinct(found).size });
      continue;
    }
    const ofKey: Found[] = [];
    for (const { value, holds } of facts) {
      const inHits = found.inside.filter(({ values }) => holds(values)).length;
      const outHits = found.outside.filter(({ values }) => holds(values)).length;
      const statistic = shareDifference({ hits: inHits, n: inN }, { hits: outHits, n: outN });
      if (statistic === null) continue;
      if (statistic.low <= 0 && statistic.high >= 0) withoutDifference += 1;
      else {
        const held = (sets: Key["inside"]) => sets.flatMap(({ trace, values }) => (holds(values) ? [trace] : []));
        const traces = `${held(found.inside).join()}/${held(found.outside).join()}`;
        ofKey.push({ service: found.service, key: found.key, value, inHits, outHits, ...statistic, traces });
      }
    }
    const more = ofKey.filter(({ difference }) => difference > 0);
    rows.push(...(more.length > 0 ? more : ofKey));
  }
  rows.sort(
    (a, b) =>
      sureness(b) - sureness(a) ||
      b.difference - a.difference ||
      compareText(`${a.service} ${a.key} ${a.value}`, `${b.service} ${b.key} ${b.value}`),
  );
  skipped.sort((a, b) => b.values - a.values || compareText(`${a.service} ${a.key}`, `${b.service} ${b.key}`));
  return { inN, outN, isEnough: true, rows: folded(rows), withoutDifference, skipped };
}

type Found = Omit<AttributeDifference, "alike"> & {
  /** Which traces show it. */
  readonly traces: string;
};

/** One row for all facts of the same traces: a release tells more than a route, a route more than the rest. */
function folded(rows: readonly Found[]): readonly AttributeDifference[] {
  const groups = new Map<string, Found[]>();
  for (const row of rows) {
    const group = groups.get(row.traces);
    if (group === undefined) groups.set(row.traces, [row]);
    else group.push(row);
  }
  const rankOf = ({ key }: Found) => {
    const index = TELLING.findIndex((pattern) => pattern.test(key));
    return index === -1 ? TELLING.length : index;
  };
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = [...group].sort((a, b) => rankOf(a) - rankOf(b));
    if (first === undefined) return [];
    const { traces: _, ...row } = first;
    return [{ ...row, alike: rest.map(({ service, key, value }) => ({ service, key, value })) }];
  });
}

const TELLING = [/^service\.version$/, /^status$/, /(^|\.)route$/, /^operation$/] as const;

/** Rounded, so that mirrored shares tie and do not fall by float noise. */
function sureness({ low, high }: Found): number {
  return Math.round(Math.max(low, -high) * 1e9);
}

/** Every (service, key) with the values of each trace that has it. */
function keysOf(inside: readonly Trace[], outside: readonly Trace[]): Iterable<Key> {
  const keys = new Map<string, Key>();
  const read = (traces: readonly Trace[], side: "inside" | "outside") => {
    for (const [place, trace] of traces.entries()) {
      const here = new Map<string, Set<string>>();
      const note = (service: string, key: string, value: string) => {
        const name = JSON.stringify([service, key]);
        const values = here.get(name) ?? new Set<string>();
        here.set(name, values.add(value));
        if (!keys.has(name)) keys.set(name, { service, key, inside: [], outside: [] });
      };
      for (const { service, operation, status, attributes } of trace.spans) {
        note(service, "operation", operation);
        if (status === "error") note(service, "status", "error");
        for (const [key, value] of Object.entries(attributes)) note(service, key, value);
      }
      for (const [name, values] of here) keys.get(name)?.[side].push({ trace: place, values });
    }
  };
  read(inside, "inside");
  read(outside, "outside");
  return keys.values();
}

function distinct({ inside, outside }: Key): ReadonlySet<string> {
  const values = new Set<string>();
  for (const said of [...inside, ...outside]) for (const value of said.values) values.add(value);
  return values;
}

type Fact = { readonly value: string; readonly holds: (values: ReadonlySet<string>) => boolean };

/** What can be said with this key; null when its values are ids. */
function factsOf(key: Key): readonly Fact[] | null {
  if (ID_KEY.test(key.key)) return null;
  const values = distinct(key);
  if (values.size <= FEW_VALUES) return [...values].map((value) => ({ value, holds: (seen) => seen.has(value) }));
  const carriers = key.inside.length + key.outside.length;
  const isNumeric = [...values].every((value) => value.trim() !== "" && Number.isFinite(Number(value)));
  if (isNumeric) {
    const largest = [...key.inside, ...key.outside].map(({ values: seen }) => Math.max(...[...seen].map(Number)));
    const middle = quantileOf(largest, 0.5) ?? 0;
    return [
      { value: `> ${Number(middle.toPrecision(6))}`, holds: (seen) => Math.max(...[...seen].map(Number)) > middle },
    ];
  }
  if (values.size > carriers * ID_RATIO) return null;
  return [...values].map((value) => ({ value, holds: (seen) => seen.has(value) }));
}
