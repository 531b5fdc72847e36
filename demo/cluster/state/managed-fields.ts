import { isJsonObject, type Json, type JsonObject, jsonEquals, toJson } from "../json";
import type { ApiObject, ManagedField } from "./objects";

interface ManagerChange {
  entries: readonly ManagedField[];
  before: ApiObject | undefined;
  after: ApiObject;
  manager: string;
  apiVersion: string;
  time: string;
}

const NOT_OWNED: ReadonlySet<string> = new Set(["kind", "apiVersion"]);
const SERVER_OWNED_META: ReadonlySet<string> = new Set([
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
]);

/** Who changed which fields, one entry a manager. Ownership is only ever added: enough to read, not for apply. */
export function recordManager(change: ManagerChange): ManagedField[] {
  const fields = changedFields(ownable(change.before), ownable(change.after));
  if (!isJsonObject(fields) || Object.keys(fields).length === 0) return [...change.entries];
  const { manager, apiVersion, time } = change;
  const previous = change.entries.find((entry) => entry.manager === manager);
  const fieldsV1 = previous === undefined ? fields : union(toJson(previous.fieldsV1), fields);
  const entry: ManagedField = {
    manager,
    operation: "Update",
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: isJsonObject(fieldsV1) ? fieldsV1 : {},
  };
  return [...change.entries.filter((other) => other.manager !== manager), entry];
}

function ownable(object: ApiObject | undefined): Json {
  const json = object === undefined ? {} : toJson(object);
  if (!isJsonObject(json)) return {};
  const kept = omit(json, NOT_OWNED);
  if (isJsonObject(kept.metadata)) kept.metadata = omit(kept.metadata, SERVER_OWNED_META);
  return kept;
}

/** FieldsV1 notation: `f:name` a field, `k:{"name":"app"}` a list item with a name or type, {} a leaf. */
function changedFields(before: Json | undefined, after: Json): JsonObject {
  const changed: JsonObject = {};
  for (const [label, child, previous] of children(before, after)) {
    if (previous !== undefined && jsonEquals(previous, child)) continue;
    changed[label] = changedFields(previous, child);
  }
  return changed;
}

function children(before: Json | undefined, after: Json): [string, Json, Json | undefined][] {
  if (isJsonObject(after)) {
    const base = isJsonObject(before) ? before : {};
    return Object.entries(after).map(([key, child]) => [`f:${key}`, child, base[key]]);
  }
  if (!Array.isArray(after)) return [];
  const base = Array.isArray(before) ? before : [];
  return after.flatMap((item): [string, Json, Json | undefined][] => {
    const label = itemLabel(item);
    return label === undefined ? [] : [[label, item, base.find((other) => itemLabel(other) === label)]];
  });
}

function itemLabel(item: Json): string | undefined {
  if (!isJsonObject(item)) return undefined;
  for (const key of ["name", "type"]) {
    if (typeof item[key] === "string") return `k:${JSON.stringify({ [key]: item[key] })}`;
  }
  return undefined;
}

function union(left: Json, right: Json): Json {
  if (!isJsonObject(left) || !isJsonObject(right)) return right;
  const merged: JsonObject = { ...left };
  for (const [key, child] of Object.entries(right)) merged[key] = union(merged[key] ?? {}, child);
  return merged;
}

function omit(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}
