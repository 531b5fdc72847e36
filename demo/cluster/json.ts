export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Parses JSON text. Throws SyntaxError on malformed text. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** What the object looks like on the wire: undefined fields disappear. */
export function toJson(value: object): Json {
  return parseJson(JSON.stringify(value));
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Deep equality that ignores key order. */
export function jsonEquals(left: Json, right: Json): boolean {
  return canonical(left) === canonical(right);
}

/** Go reads `null` as "absent"; so does everything behind this function. */
export function stripNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(stripNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([key, child]) => [key, stripNulls(child)]),
  );
}

/** Semantic form: absent, null, "", [] and {} are the same, keys are sorted. Equal text means equal meaning. */
export function semanticForm(value: Json): string {
  return canonical(pruneEmpty(value) ?? null);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${fields.join(",")}}`;
}

function pruneEmpty(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => pruneEmpty(item) ?? null);
  if (!isJsonObject(value)) return value;
  const kept: [string, Json][] = [];
  for (const [key, child] of Object.entries(value)) {
    const pruned = pruneEmpty(child);
    if (pruned !== undefined) kept.push([key, pruned]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
