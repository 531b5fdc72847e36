import { isJsonObject, type Json, type JsonObject, jsonEquals } from "../json";

/** Lists that merge by a key (`patchMergeKey` of the real API types); every other list is replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  ports: "containerPort",
  volumes: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  imagePullSecrets: "name",
  hostAliases: "ip",
  conditions: "type",
  ownerReferences: "uid",
  topologySpreadConstraints: "topologyKey",
};
const PRIMITIVE_MERGE_LISTS: ReadonlySet<string> = new Set(["finalizers"]);
const ORDER = "$setElementOrder/";
const DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

/** Kubernetes strategic merge for the kinds served here, with `$patch`, `$retainKeys` and the list directives. */
export function applyStrategicMerge(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  return mergeObject(isJsonObject(target) ? target : {}, patch);
}

function mergeObject(target: JsonObject, patch: JsonObject): JsonObject {
  if (patch.$patch === "delete") return {};
  if (patch.$patch === "replace") return withoutDirectives(patch);
  const merged: JsonObject = { ...target };
  for (const [key, change] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    if (change === null) delete merged[key];
    else merged[key] = mergeField(key, merged[key], change);
  }
  applyListDirectives(merged, patch);
  const retained = patch.$retainKeys;
  if (Array.isArray(retained)) {
    for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key];
  }
  return merged;
}

function mergeField(key: string, current: Json | undefined, change: Json): Json {
  if (isJsonObject(change)) return mergeObject(isJsonObject(current) ? current : {}, change);
  if (!Array.isArray(change)) return change;
  const mergeKey = MERGE_KEYS[key];
  const list = Array.isArray(current) ? current : [];
  if (mergeKey !== undefined) return mergeKeyedList(list, change, mergeKey);
  if (PRIMITIVE_MERGE_LISTS.has(key)) return [...list, ...change.filter((item) => !list.includes(item))];
  return change;
}

function mergeKeyedList(target: readonly Json[], patch: readonly Json[], mergeKey: string): Json[] {
  const items = patch.filter(isJsonObject);
  if (items.some((item) => item.$patch === "replace")) {
    return items.filter((item) => item.$patch !== "replace").map(withoutDirectives);
  }
  const merged = [...target];
  for (const item of items) {
    const index = merged.findIndex((existing) => keyOf(existing, mergeKey) === keyOf(item, mergeKey));
    const existing = merged[index];
    if (item.$patch === "delete") {
      if (index >= 0) merged.splice(index, 1);
    } else if (isJsonObject(existing)) merged[index] = mergeObject(existing, item);
    else merged.push(mergeObject({}, item));
  }
  return merged;
}

function applyListDirectives(merged: JsonObject, patch: JsonObject): void {
  for (const [directive, argument] of Object.entries(patch)) {
    if (!Array.isArray(argument)) continue;
    if (directive.startsWith(DELETE_PRIMITIVES)) {
      const key = directive.slice(DELETE_PRIMITIVES.length);
      const list = merged[key];
      if (Array.isArray(list)) merged[key] = list.filter((item) => !argument.some((gone) => jsonEquals(gone, item)));
    } else if (directive.startsWith(ORDER)) {
      const key = directive.slice(ORDER.length);
      const list = merged[key];
      const mergeKey = MERGE_KEYS[key];
      if (Array.isArray(list)) merged[key] = inOrder(list, argument, mergeKey);
    }
  }
}

function inOrder(list: readonly Json[], order: readonly Json[], mergeKey: string | undefined): Json[] {
  const identity = (item: Json) => JSON.stringify(mergeKey === undefined ? item : keyOf(item, mergeKey));
  const positions = new Map(order.map((item, index) => [identity(item), index]));
  const position = (item: Json) => positions.get(identity(item)) ?? order.length;
  return [...list].sort((left, right) => position(left) - position(right));
}

function keyOf(item: Json, mergeKey: string): Json | undefined {
  return isJsonObject(item) ? item[mergeKey] : undefined;
}

function withoutDirectives(value: JsonObject): JsonObject {
  return mergeObject({}, Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("$"))));
}
