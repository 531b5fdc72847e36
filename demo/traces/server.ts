import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { receiveOtlp } from "./otlp-receiver";
import { pageAnswer } from "./page";
import { json, type Reply } from "./reply";
import { TraceStore } from "./store";
import { v1Answer } from "./v1-api";
import { v3Answer } from "./v3-api";

/** Which Jaeger to look like. Everything is there by default, as in 2.20. */
export type Emulation = {
  /** false: no /api/v3 at all. */
  readonly v3?: boolean;
  readonly v3Attributes?: boolean;
  readonly v3CamelCase?: boolean;
  readonly v3Summaries?: boolean;
  /** false: search, services and operations of v1 are gone, as in Jaeger's main since August 2026. */
  readonly v1Search?: boolean;
  /** What an unknown path answers: Jaeger with its UI answers the UI's page with 200. */
  readonly unknownPath?: "404" | "ui";
};

export type TraceStoreOptions = {
  /** host:port; port 0 takes a free one. */
  readonly query: string;
  readonly otlp: string;
  readonly maxSpans?: number;
  readonly retentionMinutes?: number;
  readonly emulate?: Emulation;
  readonly now?: () => number;
};

export type RunningTraceStore = {
  readonly queryUrl: string;
  /** Base URL: exporters add /v1/traces. */
  readonly otlpUrl: string;
  close(): Promise<void>;
};

/** Starts the stand-in; resolves once both ports listen, rejects when one cannot. */
export async function startTraceStore(options: TraceStoreOptions): Promise<RunningTraceStore> {
  const now = options.now ?? Date.now;
  const store = new TraceStore({
    maxSpans: options.maxSpans ?? 400_000,
    retentionMs: (options.retentionMinutes ?? 30) * 60_000,
  });
  const emulate = options.emulate ?? {};
  const queries = createServer(answering(async (request) => queryReply(request, { store, now, emulate })));
  const receiver = createServer(answering((request) => receiveOtlp(request, { store, now })));
  const queryUrl = await listen(queries, options.query);
  try {
    const otlpUrl = await listen(receiver, options.otlp);
    return { queryUrl, otlpUrl, close: async () => void (await Promise.all([close(queries), close(receiver)])) };
  } catch (error) {
    await close(queries);
    throw error;
  }
}

type QueryContext = { readonly store: TraceStore; readonly now: () => number; readonly emulate: Emulation };

function queryReply(request: IncomingMessage, { store, now, emulate }: QueryContext): Reply {
  if (request.method !== "GET" && request.method !== "HEAD") return json(405, { error: "Use GET." });
  const nowMs = now();
  store.evict(nowMs);
  const url = new URL(request.url ?? "/", "http://localhost");
  const isV3 = url.pathname.startsWith("/api/v3/");
  const reply = isV3
    ? emulate.v3 === false
      ? null
      : v3Answer(url, {
          store,
          hasAttributes: emulate.v3Attributes !== false,
          hasCamelCase: emulate.v3CamelCase !== false,
          hasSummaries: emulate.v3Summaries !== false,
        })
    : (v1Answer(url, { store, nowMs, hasSearch: emulate.v1Search !== false }) ?? pageAnswer(url, store));
  if (reply !== null) return reply;
  return emulate.unknownPath === "ui"
    ? { status: 200, contentType: "text/html; charset=utf-8", body: "<!doctype html><title>Jaeger UI</title>" }
    : { status: 404, contentType: "text/plain; charset=utf-8", body: "404 page not found\n" };
}

function answering(reply: (request: IncomingMessage) => Promise<Reply>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    reply(request)
      .catch((error: unknown): Reply => {
        if (error instanceof URIError) return json(400, { error: "The path is not valid percent-encoding." });
        console.error("trace store:", error);
        return json(500, { error: "The trace store failed here. Its log names it." });
      })
      .then(({ status, contentType, body }) => {
        response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(body) });
        response.end(request.method === "HEAD" ? undefined : body);
      });
  };
}

function listen(server: Server, address: string): Promise<string> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon);
  const port = Number(address.slice(colon + 1));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const bound = server.address();
      if (bound === null || typeof bound === "string") reject(new Error(`${address} is not host:port`));
      else resolve(`http://${host}:${bound.port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
