import type { IncomingMessage, ServerResponse } from "node:http";
import type { LogBuffer } from "../kubelet/log-buffer";
import type { Pod } from "../state/objects";
import type { Store } from "../state/store";
import { forbidden, isAllowed, type Role, roleOfToken, type Tokens } from "./access";
import { selfAccessReview } from "./access-review";
import { ApiFailure, internalError, methodNotAllowed, notFound, unauthorized, unknownResource } from "./api-failure";
import { deleteObject } from "./delete";
import { serveDeployment } from "./deployment-endpoint";
import { discoveryDocument } from "./discovery";
import { readJson, sendJson, wantsTable } from "./http-exchange";
import { sendLogs } from "./logs";
import { getObject, listObjects, type ReadRequest } from "./read";
import { parseTarget, type Target } from "./target";
import { watchObjects } from "./watch";

export interface ApiWorld {
  store: Store;
  tokens: Tokens;
  now: () => number;
  serverAddress: string;
  logsOf: (pod: Pod) => { current?: LogBuffer; previous?: LogBuffer };
}

const PUBLIC: ReadonlySet<string> = new Set(["/version", "/healthz", "/livez", "/readyz"]);
const ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

interface Exchange {
  world: ApiWorld;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  target: Target;
}

/** Answers one request; every failure becomes a Status. */
export async function handleRequest(
  world: ApiWorld,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(world, request, response);
  } catch (error) {
    if (!(error instanceof ApiFailure)) console.error("cluster: request failed", request.method, request.url, error);
    const { body } = error instanceof ApiFailure ? error : internalError();
    if (response.headersSent) response.destroy();
    else sendJson(response, body.code, body);
  }
}

async function route(world: ApiWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "https://cluster.invalid");
  const path = url.pathname.replace(/(.)\/$/, "$1");
  const role = roleOfToken(request.headers.authorization, world.tokens);
  if (role === undefined && !PUBLIC.has(path)) throw unauthorized();
  const document = discoveryDocument(path, world.serverAddress);
  if (document !== undefined) return sendJson(response, 200, document);
  if (PUBLIC.has(path)) {
    response.end("ok");
    return;
  }
  if (role === undefined) throw unauthorized();
  if (path === ACCESS_REVIEWS && request.method === "POST") {
    return sendJson(response, 201, selfAccessReview(role, await readJson(request)));
  }
  const target = parseTarget(path);
  if (target === undefined) throw unknownResource();
  authorize(role, request, url.searchParams, target);
  await dispatch({ world, request, response, query: url.searchParams, target });
}

function authorize(role: Role, request: IncomingMessage, query: URLSearchParams, target: Target): void {
  const { info, namespace, name, subresource } = target;
  const resource = subresource === undefined ? info.resource : `${info.resource}/${subresource}`;
  const attempt = { verb: verbOf(request, query, target), group: info.group, resource, namespace, name };
  if (!isAllowed(role, attempt)) throw forbidden(role, attempt);
}

function verbOf(request: IncomingMessage, query: URLSearchParams, target: Target): string {
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (isWatch(query)) return "watch";
      return target.name === undefined ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return target.name === undefined ? "deletecollection" : "delete";
    default:
      throw methodNotAllowed();
  }
}

async function dispatch(exchange: Exchange): Promise<void> {
  const { world, request, response, query, target } = exchange;
  const { store, now } = world;
  const { info, name, subresource, namespace } = target;
  if (request.method === "GET" && subresource === undefined) {
    const read: ReadRequest = { store, target, query, table: wantsTable(request), now };
    if (isWatch(query)) return watchObjects(request, response, read);
    return sendJson(response, 200, name === undefined ? listObjects(read) : getObject(read));
  }
  if (info.resource === "pods" && subresource === "log" && request.method === "GET") {
    const pod = store.get("pods", namespace, name ?? "");
    if (pod === undefined) throw notFound(info, name ?? "");
    return sendLogs({ pod, logs: world.logsOf(pod), query, response, nowMs: now() });
  }
  if (request.method === "DELETE" && name !== undefined && subresource === undefined && info.verbs.includes("delete")) {
    const body = await readJson(request);
    return sendJson(response, 200, deleteObject({ store, target, query, body, nowMs: now() }));
  }
  if (info.resource !== "deployments") throw subresource === undefined ? methodNotAllowed() : unknownResource();
  await serveDeployment({ store, request, response, query, target, nowMs: now() });
}

function isWatch(query: URLSearchParams): boolean {
  const watch = query.get("watch");
  return watch === "true" || watch === "1";
}
