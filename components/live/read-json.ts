import * as z from "zod/mini";

/** A GET of the API, parsed. Throws on an error status and on an answer of another shape. */
export async function readJson<S extends z.core.$ZodType>(
  path: string,
  schema: S,
  signal: AbortSignal | null = null,
): Promise<z.output<S>> {
  const response = await fetch(path, { cache: "no-store", signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return z.parse(schema, await response.json());
}
