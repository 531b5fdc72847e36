import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError } from "@/lib/errors";
import { sendError } from "./http-reply";
import type { Intake } from "./intake";
import type { Live } from "./live";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Long enough for 64 MiB over a slow line; an idle connection is another matter (headersTimeout). */
const REQUEST_TIMEOUT_MS = 120_000;

/** Answers the webhook and the live streams itself and hands everything else to `next` (null: 404). */
export function createHttpServer(options: {
  readonly intake: Intake;
  readonly live: Live;
  readonly next: Handler | null;
  readonly onError: (error: unknown) => void;
}): Server {
  const { intake, live, next, onError } = options;
  const own = (request: IncomingMessage, response: ServerResponse): Promise<void> | null => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (request.method === "POST") {
      if (path === "/api/webhooks/alertmanager") return intake.handleAlerts(request, response);
      const heartbeat = /^\/api\/webhooks\/heartbeat\/([^/]*)$/.exec(path)?.[1];
      if (heartbeat !== undefined) return intake.handleHeartbeat(request, response, decoded(heartbeat));
    }
    if (request.method === "GET") {
      if (path === "/api/live") return live.handleBrowser(request, response);
      const incident = /^\/api\/incidents\/([^/]+)\/live$/.exec(path)?.[1];
      if (incident !== undefined) return live.handleIncident(request, response, decoded(incident));
    }
    return null;
  };
  const notFound: Handler = async (_request, response) => {
    sendError(response, new AppError("not_found", "Nothing is here."));
  };
  const server = createServer((request, response) => {
    (own(request, response) ?? (next ?? notFound)(request, response)).catch((error: unknown) => {
      onError(error);
      sendError(response, error);
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = 65_000;
  return server;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return ""; // no valid name: each handler refuses the empty one
  }
}
