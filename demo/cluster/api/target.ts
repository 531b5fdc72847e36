import { type ResourceInfo, resourceInfo } from "./resources";

/** What a request path names. */
export interface Target {
  info: ResourceInfo;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** `/api/v1/…` and `/apis/apps/v1/…` with or without a namespace; undefined for anything not served. */
export function parseTarget(path: string): Target | undefined {
  const parts = decodedParts(path);
  if (parts === undefined) return undefined;
  const root = parts.shift();
  const group = root === "apis" ? parts.shift() : "";
  if ((root !== "api" && root !== "apis") || group === undefined || parts.shift() !== "v1") return undefined;
  const namespaced = parts[0] === "namespaces" && parts.length >= 3;
  const namespace = namespaced ? parts[1] : undefined;
  const [resource = "", name, subresource, ...beyond] = namespaced ? parts.slice(2) : parts;
  const info = resourceInfo(group, resource);
  if (info === undefined || beyond.length > 0) return undefined;
  if (info.namespaced ? name !== undefined && namespace === undefined : namespace !== undefined) return undefined;
  return { info, namespace, name, subresource };
}

function decodedParts(path: string): string[] | undefined {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
