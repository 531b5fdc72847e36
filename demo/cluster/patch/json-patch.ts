import { z } from "zod";
import { isJsonObject, type Json, type JsonObject, jsonEquals } from "../json";
import type { PatchResult } from "./patch-result";

const value = z.json();
const operationSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("add"), path: z.string(), value }),
  z.object({ op: z.literal("replace"), path: z.string(), value }),
  z.object({ op: z.literal("test"), path: z.string(), value }),
  z.object({ op: z.literal("remove"), path: z.string() }),
  z.object({ op: z.literal("move"), path: z.string(), from: z.string() }),
  z.object({ op: z.literal("copy"), path: z.string(), from: z.string() }),
]);
type Operation = z.infer<typeof operationSchema>;

class Rejected extends Error {}

/** RFC 6902. The document is not changed; a failed `test` or a missing path rejects the whole patch. */
export function applyJsonPatch(document: Json, patch: Json): PatchResult {
  if (!Array.isArray(patch)) {
    const message = "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch";
    return { ok: false, reason: "malformed", message };
  }
  const operations = z.array(operationSchema).safeParse(patch);
  if (!operations.success) {
    return { ok: false, reason: "malformed", message: `error decoding patch: ${z.prettifyError(operations.error)}` };
  }
  const root: JsonObject = { "": structuredClone(document) };
  try {
    for (const operation of operations.data) applyOperation(root, operation);
  } catch (error) {
    if (error instanceof Rejected) return { ok: false, reason: "rejected", message: error.message };
    throw error;
  }
  return { ok: true, value: root[""] ?? null };
}

function applyOperation(root: JsonObject, operation: Operation): void {
  switch (operation.op) {
    case "add":
      add(root, operation.path, structuredClone(operation.value));
      break;
    case "replace":
      read(root, operation.path);
      replace(root, operation.path, structuredClone(operation.value));
      break;
    case "remove":
      remove(root, operation.path);
      break;
    case "move": {
      const moved = read(root, operation.from);
      remove(root, operation.from);
      add(root, operation.path, moved);
      break;
    }
    case "copy":
      add(root, operation.path, structuredClone(read(root, operation.from)));
      break;
    case "test":
      if (!jsonEquals(readOrNull(root, operation.path), operation.value)) {
        throw new Rejected(`testing value ${operation.path} failed`);
      }
      break;
    default:
      operation satisfies never;
  }
}

interface Place {
  parent: Json[] | JsonObject;
  key: string;
}

/** The root document sits under the key "", so every pointer, the empty one too, has a parent. */
function locate(root: JsonObject, pointer: string): Place {
  if (pointer !== "" && !pointer.startsWith("/")) throw new Rejected(`bad path ${pointer}`);
  const tokens = pointer.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = tokens.pop() ?? "";
  let parent: Json = root;
  for (const token of tokens) {
    const child: Json | undefined = childOf(parent, token);
    if (child === undefined) throw new Rejected(`missing path ${pointer}`);
    parent = child;
  }
  if (Array.isArray(parent) || isJsonObject(parent)) return { parent, key };
  throw new Rejected(`missing path ${pointer}`);
}

function childOf(parent: Json, token: string): Json | undefined {
  if (Array.isArray(parent)) return /^\d+$/.test(token) ? parent[Number(token)] : undefined;
  return isJsonObject(parent) && Object.hasOwn(parent, token) ? parent[token] : undefined;
}

function read(root: JsonObject, pointer: string): Json {
  const { parent, key } = locate(root, pointer);
  const found = childOf(parent, key);
  if (found === undefined) throw new Rejected(`missing path ${pointer}`);
  return found;
}

/** `test` against null passes on an absent key, as in the library that the real server uses. */
function readOrNull(root: JsonObject, pointer: string): Json {
  const { parent, key } = locate(root, pointer);
  return childOf(parent, key) ?? null;
}

function add(root: JsonObject, pointer: string, added: Json): void {
  const { parent, key } = locate(root, pointer);
  if (!Array.isArray(parent)) {
    define(parent, key, added);
    return;
  }
  const index = key === "-" ? parent.length : arrayIndex(key, pointer);
  if (index > parent.length) throw new Rejected(`index out of range ${pointer}`);
  parent.splice(index, 0, added);
}

function replace(root: JsonObject, pointer: string, replacement: Json): void {
  const { parent, key } = locate(root, pointer);
  if (Array.isArray(parent)) parent[arrayIndex(key, pointer)] = replacement;
  else define(parent, key, replacement);
}

function remove(root: JsonObject, pointer: string): void {
  read(root, pointer);
  const { parent, key } = locate(root, pointer);
  if (Array.isArray(parent)) parent.splice(arrayIndex(key, pointer), 1);
  else delete parent[key];
}

/** Plain assignment to "__proto__" would change the prototype instead of adding a key. */
function define(parent: JsonObject, key: string, added: Json): void {
  Object.defineProperty(parent, key, { value: added, enumerable: true, configurable: true, writable: true });
}

function arrayIndex(key: string, pointer: string): number {
  if (!/^(0|[1-9]\d*)$/.test(key)) throw new Rejected(`bad index ${pointer}`);
  return Number(key);
}
