import type { ApiObject, Resource, ResourceTypes } from "../state/objects";
import type { Store } from "../state/store";
import { badRequest, notFound } from "./api-failure";
import { apiVersionOf, type ResourceInfo } from "./resources";
import { matcherOf } from "./selectors";
import { tableOf } from "./table";
import type { Target } from "./target";

export interface ReadRequest {
  store: Store;
  target: Target;
  query: URLSearchParams;
  table: boolean;
  now: () => number;
}

/** One object, as itself or as a table of one row. Throws 404. */
export function getObject({ store, target, query, table, now }: ReadRequest): object {
  const object = requireObject(store, target);
  if (!table) return object;
  const { resourceVersion } = object.metadata;
  const include = query.get("includeObject") ?? "Metadata";
  return tableOf({ resource: target.info.resource, objects: [object], resourceVersion, nowMs: now(), include });
}

export function requireObject(store: Store, target: Target): ResourceTypes[Resource] {
  const object = store.get(target.info.resource, target.namespace, target.name ?? "");
  if (object === undefined) throw notFound(target.info, target.name ?? "");
  return object;
}

/** A page in name order. Throws 400 for a selector or a continue token that cannot be read. */
export function listObjects({ store, target, query, table, now }: ReadRequest): object {
  const { info, namespace } = target;
  const matches = matcherOf(query.get("labelSelector") ?? "", query.get("fieldSelector") ?? "");
  const all = store
    .list(info.resource)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .filter(matches)
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const { page, next, left } = pageOf(all, query);
  const resourceVersion = String(store.resourceVersion);
  const more = next === undefined ? {} : { continue: next, remainingItemCount: left };
  const metadata = { resourceVersion, ...more };
  if (!table) return listDocument(info, metadata, page);
  const include = query.get("includeObject") ?? "Metadata";
  return { ...tableOf({ resource: info.resource, objects: page, resourceVersion, nowMs: now(), include }), metadata };
}

/** Items of a list carry no kind and apiVersion of their own. */
function listDocument(info: ResourceInfo, metadata: object, objects: readonly ApiObject[]): object {
  const items = objects.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item);
  return { kind: `${info.kind}List`, apiVersion: apiVersionOf(info), metadata, items };
}

function pageOf<T extends ApiObject>(
  all: readonly T[],
  query: URLSearchParams,
): { page: readonly T[]; next?: string; left: number } {
  const limit = Number(query.get("limit") ?? 0);
  if (!Number.isInteger(limit) || limit < 0) throw badRequest(`limit: Invalid value: ${query.get("limit")}`);
  const after = decodeContinue(query.get("continue"));
  const rest = all.filter((object) => keyOf(object) > after);
  const page = limit === 0 ? rest : rest.slice(0, limit);
  const last = page.at(-1);
  const left = rest.length - page.length;
  if (left === 0 || last === undefined) return { page, left };
  return { page, left, next: Buffer.from(keyOf(last)).toString("base64url") };
}

function decodeContinue(token: string | null): string {
  if (token === null || token === "") return "";
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (!key.includes("/")) throw badRequest("continue key is not valid");
  return key;
}

function keyOf(object: ApiObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}
