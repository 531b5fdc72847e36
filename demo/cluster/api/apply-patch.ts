import type { Json } from "../json";
import { isJsonObject } from "../json";
import { applyJsonPatch } from "../patch/json-patch";
import { applyMergePatch } from "../patch/merge-patch";
import { applyStrategicMerge } from "../patch/strategic-merge";
import { badRequest, jsonPatchRejected, unsupportedMediaType } from "./api-failure";

/** Applies a patch by its media type. Throws 400 (unreadable), 415 (unknown type) or 422 (a `test` or path failed). */
export function applyPatch(type: string, document: Json, patch: Json): Json {
  switch (type) {
    case "application/json-patch+json": {
      const result = applyJsonPatch(document, patch);
      if (result.ok) return result.value;
      throw result.reason === "malformed" ? badRequest(result.message) : jsonPatchRejected();
    }
    case "application/merge-patch+json":
      return applyMergePatch(document, requireObjectPatch(patch));
    case "application/strategic-merge-patch+json":
      return applyStrategicMerge(document, requireObjectPatch(patch));
    default:
      throw unsupportedMediaType();
  }
}

function requireObjectPatch(patch: Json): Json {
  if (isJsonObject(patch)) return patch;
  throw badRequest("json: cannot unmarshal array into Go value of type map[string]interface {}");
}
