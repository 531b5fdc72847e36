import { isJsonObject, type Json, type JsonObject } from "../json";

/** RFC 7386: objects merge, null removes, everything else replaces. */
export function applyMergePatch(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete merged[key];
    else merged[key] = applyMergePatch(merged[key] ?? null, change);
  }
  return merged;
}
