import type { IncomingMessage, ServerResponse } from "node:http";
import { type Json, toJson } from "../json";
import type { Deployment } from "../state/objects";
import type { Store } from "../state/store";
import { methodNotAllowed, notFound, unknownResource } from "./api-failure";
import { applyPatch } from "./apply-patch";
import { mediaType, readJson, sendJson } from "./http-exchange";
import { scaledDeployment, scaleOf } from "./scale";
import type { Target } from "./target";
import { asPatchFailure, createDeployment, replaceDeployment, type WriteContext } from "./write-deployment";

interface DeploymentExchange {
  store: Store;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  target: Target;
  nowMs: number;
}

/** Create, update and patch of Deployments, and their subresources `scale` (read, write) and `status` (read). */
export async function serveDeployment(exchange: DeploymentExchange): Promise<void> {
  const { store, request, response, target } = exchange;
  const { namespace = "", name } = target;
  const body = request.method === "GET" ? null : await readJson(request);
  // The Deployment is read after the body has arrived: from here to the write nothing else can run.
  const context = contextOf(exchange);
  if (name === undefined) {
    if (request.method !== "POST") throw methodNotAllowed();
    return sendJson(response, 201, createDeployment(context, namespace, body));
  }
  const current = store.get("deployments", namespace, name);
  if (current === undefined) throw notFound(target.info, name);
  const view = viewOf(target.subresource);
  if (request.method === "GET") return sendJson(response, 200, view.show(current));
  if (view.toDeployment === undefined) throw methodNotAllowed();
  const changed = changedView(request, toJson(view.show(current)), body);
  sendJson(response, 200, view.show(replace(request, context, current, view.toDeployment(current, changed))));
}

function contextOf({ store, request, query, nowMs }: DeploymentExchange): WriteContext {
  const program = (request.headers["user-agent"] ?? "").split("/")[0] || "unknown";
  return { store, nowMs, manager: query.get("fieldManager") ?? program, dryRun: query.get("dryRun") === "All" };
}

/** How a Deployment looks through a subresource, and the Deployment body that a changed look means. */
interface View {
  show: (deployment: Deployment) => object;
  toDeployment?: (deployment: Deployment, changed: Json) => Json;
}

function viewOf(subresource: string | undefined): View {
  const show = (deployment: Deployment) => deployment;
  switch (subresource) {
    case undefined:
      return { show, toDeployment: (_, changed) => changed };
    case "scale":
      return { show: scaleOf, toDeployment: scaledDeployment };
    case "status":
      return { show };
    default:
      throw unknownResource();
  }
}

function changedView(request: IncomingMessage, shown: Json, body: Json): Json {
  if (request.method === "PUT") return body;
  if (request.method === "PATCH") return applyPatch(mediaType(request), shown, body);
  throw methodNotAllowed();
}

function replace(request: IncomingMessage, context: WriteContext, current: Deployment, body: Json): Deployment {
  try {
    return replaceDeployment(context, current, body);
  } catch (error) {
    throw request.method === "PATCH" ? asPatchFailure(error) : error;
  }
}
