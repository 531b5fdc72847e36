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

type Key = {
  readonly service: string;
  readonly key: string;
  readonly inside: Set<string>[];
  readonly outside: Set<string>[];
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
  const rows: AttributeDifference[] = [];
  let withoutDifference = 0;
  for (const found of keysOf(inside, outside)) {
    const facts = factsOf(found);
    if (facts === null) {
      skipped.push({ service: found.service, key: found.key, values: distinct(found).size });
      continue;
    }
    const ofKey: AttributeDifference[] = [];
    for (const { value, holds } of facts) {
      const inHits = found.inside.filter(holds).length;
      const outHits = found.outside.filter(holds).length;
      const statistic = shareDifference({ hits: inHits, n: inN }, { hits: outHits, n: outN });
      if (statistic === null) continue;
      if (statistic.low <= 0 && statistic.high >= 0) withoutDifference += 1;
      else ofKey.push({ service: found.service, key: found.key, value, inHits, outHits, ...statistic });
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
  return { inN, outN, isEnough: true, rows, withoutDifference, skipped };
}

/** Rounded, so that mirrored shares tie and do not fall by float noise. */
function sureness({ low, high }: AttributeDifference): number {
  return Math.round(Math.max(low, -high) * 1e9);
}

/** Every (service, key) with the values of each trace that has it. */
function keysOf(inside: readonly Trace[], outside: readonly Trace[]): Iterable<Key> {
  const keys = new Map<string, Key>();
  const read = (traces: readonly Trace[], side: "inside" | "outside") => {
    for (const trace of traces) {
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
      for (const [name, values] of here) keys.get(name)?.[side].push(values);
    }
  };
  read(inside, "inside");
  read(outside, "outside");
  return keys.values();
}

function distinct({ inside, outside }: Key): ReadonlySet<string> {
  const values = new Set<string>();
  for (const ofTrace of inside) for (const value of ofTrace) values.add(value);
  for (const ofTrace of outside) for (const value of ofTrace) values.add(value);
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
    const largest = [...key.inside, ...key.outside].map((seen) => Math.max(...[...seen].map(Number)));
    const middle = quantileOf(largest, 0.5) ?? 0;
    return [
      { value: `> ${Number(middle.toPrecision(6))}`, holds: (seen) => Math.max(...[...seen].map(Number)) > middle },
    ];
  }
  if (values.size > carriers * ID_RATIO) return null;
  return [...values].map((value) => ({ value, holds: (seen) => seen.has(value) }));
}
