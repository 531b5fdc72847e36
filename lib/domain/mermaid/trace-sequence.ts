import { quantileOf } from "../quantile";
import type { Trace } from "../trace";
import { type TraceCall, traceCallsOf } from "../trace-calls";
import { mermaidText } from "./escape";

/** Calls drawn at most: a reader follows no more, and Mermaid lays them out in seconds. */
export const SEQUENCE_CALLS_MAX = 150;

/** Words of the diagram, so that it can be told in the reader's language. */
export type SequenceWords = {
  readonly outside: string;
  readonly failed: string;
  readonly repeated: (count: number, total: string) => string;
  readonly cut: (drawn: number, all: number) => string;
};

export const ENGLISH_WORDS: SequenceWords = {
  outside: "client",
  failed: "failed",
  repeated: (count, total) => `×${count}, ${total} in all`,
  cut: (drawn, all) => `The first ${drawn} of ${all} calls. The rest is in the trace.`,
};

/** Equal calls that follow each other: the first stands for all. */
type Run = { readonly calls: readonly TraceCall[]; readonly runs: readonly Run[] };

/**
 * A trace as a Mermaid sequence diagram: services are participants, each call goes there with its operation and comes back with its
 * duration (the median of a run); a failed answer ends in a cross, one that nobody waits for has no answer. Calls that repeat with
 * the same calls below them become one `loop ×n` (an N+1 is seen at once). At most `max` calls are drawn, and the cut is said.
 * Valid for Mermaid's parser whatever the spans say.
 */
export function traceSequence(
  trace: Trace,
  options: { readonly title: string; readonly max?: number; readonly words?: SequenceWords },
): string {
  const { title, max = SEQUENCE_CALLS_MAX, words = ENGLISH_WORDS } = options;
  const runs = runsOf(traceCallsOf(trace));
  const aliases = new Map<string, string>();
  const aliasOf = (name: string | null): string => {
    const key = JSON.stringify(name);
    const known = aliases.get(key);
    if (known !== undefined) return known;
    const alias = `p${aliases.size}`;
    aliases.set(key, alias);
    declared.push(`  participant ${alias} as ${mermaidText(name ?? words.outside)}`);
    return alias;
  };
  const declared: string[] = [];
  const lines: string[] = [];
  let drawn = 0;
  let all = 0;

  // A run opens, then the runs below it, then it closes: an explicit stack, since a trace may be 50,000 calls deep.
  const pending: ({ readonly open: Run } | { readonly close: readonly string[] })[] = [];
  const push = (list: readonly Run[]) => {
    for (let i = list.length - 1; i >= 0; i -= 1) {
      const run = list[i];
      if (run !== undefined) pending.push({ open: run });
    }
  };
  push(runs);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ("close" in next) {
      lines.push(...next.close);
      continue;
    }
    const { calls, runs: below } = next.open;
    const [first] = calls;
    if (first === undefined) continue;
    all += 1;
    if (drawn < max) {
      drawn += 1;
      const [from, to] = [aliasOf(first.caller), aliasOf(first.callee)];
      const loop = calls.length > 1;
      const totalUs = calls.reduce((sum, call) => sum + call.durationUs, 0);
      if (loop) lines.push(`  loop ${mermaidText(words.repeated(calls.length, microsText(totalUs)))}`);
      lines.push(`  ${from}${first.isAsync ? "-)" : "->>"}${to}:nowrap: ${label(first.operation)}`);
      pending.push({
        close: [...(first.isAsync ? [] : [answerLine(from, to, calls, words)]), ...(loop ? ["  end"] : [])],
      });
    }
    push(below);
  }
  const last = declared.length - 1;
  const note =
    all > drawn && last >= 0
      ? [`  Note over p0${last > 0 ? `,p${last}` : ""}: ${mermaidText(words.cut(drawn, all))}`]
      : [];
  const empty = last < 0 ? [`  participant p0 as ${mermaidText(words.outside)}`] : [];
  return ["sequenceDiagram", `  title ${mermaidText(title)}`, ...declared, ...empty, ...lines, ...note, ""].join("\n");
}

function answerLine(from: string, to: string, calls: readonly TraceCall[], words: SequenceWords): string {
  const duration = microsText(
    quantileOf(
      calls.map(({ durationUs }) => durationUs),
      0.5,
    ) ?? 0,
  );
  const [first] = calls;
  if (!first?.isError) return `  ${to}-->>${from}:nowrap: ${label(duration)}`;
  return `  ${to}--x${from}:nowrap: ${label(first.message ?? words.failed)}, ${label(duration)}`;
}

/** Longest words on an arrow: arrows are as long as their words, since a wrapped one would be cut within an escape. */
const LABEL_MAX = 48;

/** Braces are plain characters on an arrow, and route templates are full of them. */
function label(text: string): string {
  const points = [...text];
  const short = points.length > LABEL_MAX ? `${points.slice(0, LABEL_MAX - 1).join("")}…` : text;
  return mermaidText(short).replaceAll("#123;", "{").replaceAll("#125;", "}");
}

/** 41 µs, 8.1 ms, 450 ms, 1.20 s. */
function microsText(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${us < 10_000 ? (us / 1_000).toFixed(1) : Math.round(us / 1_000)} ms`;
  return `${(us / 1_000_000).toFixed(2)} s`;
}

/**
 * Joins neighbours that are the same in all that is drawn: callee, operation, fate, and the runs below. Bottom up, each different
 * shape gets a number, so that comparing two calls costs as much as their own fields however deep they are.
 */
function runsOf(roots: readonly TraceCall[]): readonly Run[] {
  const shapes = new Map<string, number>();
  const shapeOf = new Map<TraceCall, number>();
  const runsBelow = new Map<TraceCall, readonly Run[]>();
  const order: TraceCall[] = [];
  const pending = [...roots];
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    order.push(call);
    for (const below of call.calls) pending.push(below);
  }
  for (const call of order.reverse()) {
    const below = joined(call.calls, shapeOf, runsBelow);
    runsBelow.set(call, below);
    const counted = below.map((run) => [shapeOf.get(run.calls[0] ?? call), run.calls.length]);
    const { caller, callee, operation, isError, message, isAsync } = call;
    const key = JSON.stringify([caller, callee, operation, isError, isError ? message : null, isAsync, counted]);
    const shape = shapes.get(key) ?? shapes.size;
    shapes.set(key, shape);
    shapeOf.set(call, shape);
  }
  return joined(roots, shapeOf, runsBelow);
}

function joined(
  calls: readonly TraceCall[],
  shapeOf: ReadonlyMap<TraceCall, number>,
  runsBelow: ReadonlyMap<TraceCall, readonly Run[]>,
): readonly Run[] {
  const runs: { calls: TraceCall[]; runs: readonly Run[] }[] = [];
  for (const call of calls) {
    const last = runs.at(-1);
    const head = last?.calls[0];
    if (last !== undefined && head !== undefined && shapeOf.get(head) === shapeOf.get(call)) last.calls.push(call);
    else runs.push({ calls: [call], runs: runsBelow.get(call) ?? [] });
  }
  return runs;
}
