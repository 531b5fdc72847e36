import type { IncomingMessage, ServerResponse } from "node:http";
import type { Store, StoreChange, StoredObject } from "../state/store";
import { expired, invalid } from "./api-failure";
import type { ReadRequest } from "./read";
import { apiVersionOf, type ResourceInfo } from "./resources";
import { type Matcher, matcherOf } from "./selectors";
import { tableOf } from "./table";

const BOOKMARK_EVERY_MS = 30_000;
/** A reader this far behind is cut off; it will list again. */
const BACKLOG_LIMIT = 8 * 1024 * 1024;

type WatchType = StoreChange["type"];

/** Streams changes as lines of JSON until the client leaves, its timeoutSeconds pass or it falls too far behind. */
export function watchObjects(request: IncomingMessage, response: ServerResponse, read: ReadRequest): void {
  const { store, target, query } = read;
  const { info } = target;
  if (query.get("sendInitialEvents") !== null) {
    const message = "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
    const field = "sendInitialEvents";
    throw invalid({ group: "meta.k8s.io", kind: "ListOptions", resource: "" }, "", [
      { reason: "FieldValueForbidden", message, field },
    ]);
  }
  const matches = scopeOf(read);
  const encode = encoder(read);
  const from = query.get("resourceVersion") ?? "";
  const missed = from === "" || from === "0" ? currentAsAdded(store, info, matches) : changesAfter(store, info, from);
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.flushHeaders();
  if (missed === "expired") {
    const { body } = expired(from, store.resourceVersion);
    response.end(`${JSON.stringify({ type: "ERROR", object: body })}\n`);
    return;
  }
  const send = (change: { type: WatchType; object: StoredObject; before?: StoredObject }) => {
    const type = typeInView(change, matches);
    if (type === undefined) return;
    response.write(encode(type, change.object));
    if (response.writableLength > BACKLOG_LIMIT) response.destroy();
  };
  for (const change of missed) send(change);
  const unsubscribe = store.subscribe((change) => {
    if (change.resource === info.resource) send(change);
  });
  const bookmarks =
    query.get("allowWatchBookmarks") === "true"
      ? setInterval(() => response.write(bookmark(info, store.resourceVersion)), BOOKMARK_EVERY_MS)
      : undefined;
  const seconds = Number(query.get("timeoutSeconds") ?? 0);
  const timeout = seconds > 0 ? setTimeout(() => response.end(), seconds * 1_000) : undefined;
  const finish = () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(timeout);
  };
  response.on("close", finish);
  request.on("error", finish);
}

function scopeOf({ target, query }: ReadRequest): Matcher {
  const name = target.name === undefined ? "" : `metadata.name=${target.name}`;
  const fields = [query.get("fieldSelector") ?? "", name].filter((part) => part !== "").join(",");
  const matches = matcherOf(query.get("labelSelector") ?? "", fields);
  return (object) =>
    (target.namespace === undefined || object.metadata.namespace === target.namespace) && matches(object);
}

function currentAsAdded(
  store: Store,
  info: ResourceInfo,
  matches: Matcher,
): { type: WatchType; object: StoredObject }[] {
  return store
    .list(info.resource)
    .filter(matches)
    .map((object) => ({ type: "ADDED", object }));
}

function changesAfter(store: Store, info: ResourceInfo, from: string): StoreChange[] | "expired" {
  const version = Number(from);
  if (!Number.isSafeInteger(version) || version > store.resourceVersion) return "expired";
  return store.changesSince(info.resource, version);
}

/** An object that stops matching is gone for this watcher, one that starts matching is new. */
function typeInView(
  change: { type: WatchType; object: StoredObject; before?: StoredObject },
  matches: Matcher,
): WatchType | undefined {
  const now = matches(change.object);
  if (change.type !== "MODIFIED") return now ? change.type : undefined;
  const before = change.before !== undefined && matches(change.before);
  if (now) return before ? "MODIFIED" : "ADDED";
  return before ? "DELETED" : undefined;
}

function encoder({ target, query, table, now }: ReadRequest): (type: WatchType, object: StoredObject) => string {
  let withColumns = true;
  return (type, object) => {
    if (!table) return `${JSON.stringify({ type, object })}\n`;
    const include = query.get("includeObject") ?? "Metadata";
    const { resourceVersion } = object.metadata;
    const { resource } = target.info;
    const asTable = tableOf({ resource, objects: [object], resourceVersion, nowMs: now(), include, withColumns });
    withColumns = false;
    return `${JSON.stringify({ type, object: asTable })}\n`;
  };
}

function bookmark(info: ResourceInfo, resourceVersion: number): string {
  const metadata = { resourceVersion: String(resourceVersion), creationTimestamp: null };
  return `${JSON.stringify({ type: "BOOKMARK", object: { kind: info.kind, apiVersion: apiVersionOf(info), metadata } })}\n`;
}
