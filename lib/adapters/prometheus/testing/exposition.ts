import type { Grid } from "@/lib/domain/series";
import { type MatrixSeries, queryAnswerSchema, type VectorSample } from "../schema";

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: string };
type Labels = Readonly<Record<string, string>>;

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

/** Reads a text exposition and adds the target's labels as Prometheus does: the target's win, the metric's own moves to `exported_…`. */
function samplesOf(text: string, target: Labels): readonly Sample[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name, labels = "", value] = LINE.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`not an exposition line: ${line}`);
      const own = [...labels.matchAll(LABEL)].map(([, key = "", text = ""]) => [
        key in target ? `exported_${key}` : key,
        text,
      ]);
      return { labels: { ...Object.fromEntries(own), ...target, __name__: name }, value };
    });
}

/** What Prometheus would answer to a range query after it had scraped these texts, one per column, oldest first. */
export function scraped(
  pods: readonly { readonly target: Labels; readonly texts: readonly (string | null)[] }[],
  grid: Grid,
): readonly MatrixSeries[] {
  const series = new Map<string, { metric: Labels; values: [number, string][] }>();
  for (const { target, texts } of pods) {
    texts.forEach((text, column) => {
      if (text === null) return;
      for (const { labels, value } of samplesOf(text, target)) {
        const key = JSON.stringify(Object.entries(labels).sort());
        const one = series.get(key) ?? { metric: labels, values: [] };
        series.set(key, one);
        one.values.push([(grid.fromMs + column * grid.stepMs) / 1_000, String(Number(value))]);
      }
    });
  }
  const answer = queryAnswerSchema.parse({
    status: "success",
    data: { resultType: "matrix", result: [...series.values()] },
  });
  return answer.status === "success" && answer.data.resultType === "matrix" ? answer.data.result : [];
}

/** What Prometheus would answer to the probe. */
export function counted(rows: readonly (Labels & { readonly __name__: string })[]): readonly VectorSample[] {
  return rows.map((metric) => ({ metric, value: [0, 1] }));
}
