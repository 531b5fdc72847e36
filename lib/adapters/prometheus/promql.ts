/** A label value as a PromQL string literal. PromQL strings follow Go: backslash, quote and newline are escaped. */
export function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** An anchored RE2 alternation of literal values, as a PromQL string literal. */
export function anyOf(values: readonly string[]): string {
  return quoted(values.map((value) => value.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")).join("|"));
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A series selector. `matchers` are whole matchers such as `service="order"`; a name that PromQL could not read goes in as __name__. */
export function selector(metric: string, matchers: readonly string[]): string {
  const given = matchers.filter((matcher) => matcher.trim() !== "");
  return METRIC_NAME.test(metric)
    ? `${metric}{${given.join(",")}}`
    : `{${[`__name__=${quoted(metric)}`, ...given].join(",")}}`;
}

/** A PromQL duration; never below 1 ms. */
export function duration(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  return whole % 1_000 === 0 ? `${whole / 1_000}s` : `${whole}ms`;
}

/** Names the result: every vector of a joined query is told apart by its label `signal`. */
export function tagged(signal: string, expression: string): string {
  return `label_replace(${expression}, "signal", ${quoted(signal)}, "", "")`;
}

/** A label's name as written, or null when PromQL could not read it. */
export function labelName(name: string): string | null {
  return LABEL_NAME.test(name) ? name : null;
}
