import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";

/** What a proxy does to every request. The first lets it through. */
export const SICKNESSES = [
  "well",
  "cut",
  "slow",
  "html",
  "truncated",
  "wrong_shape",
  "error_500",
  "gzip_junk",
  "huge",
] as const;
export type Sickness = (typeof SICKNESSES)[number];

export type SickProxy = {
  readonly url: string;
  /** Requests received since the last `be`. */
  readonly requests: () => number;
  /** Bytes of huge bodies sent since the last `be`. */
  readonly sentBytes: () => number;
  be(sickness: Sickness): void;
  close(): Promise<void>;
};

const SLOW_MS = 10_000;

/** A proxy in front of a real upstream that can fall ill in all the ways that upstreams do. With `tls` it speaks HTTPS itself. */
export async function sickProxy(
  target: string,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<SickProxy> {
  let sickness: Sickness = "well";
  let requests = 0;
  let sentBytes = 0;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    switch (sickness) {
      case "well":
        return forward(target, request, response);
      case "cut":
        return request.socket.destroy();
      case "slow": {
        const timer = setTimeout(() => forward(target, request, response), SLOW_MS);
        return response.on("close", () => clearTimeout(timer));
      }
      case "html":
        return response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Log in</title></html>");
      case "truncated":
        return response.writeHead(200, json).end('{"status":"success","data":{"resultType":"matrix","result":[{"met');
      case "wrong_shape":
        return response
          .writeHead(200, json)
          .end('{"status":"success","data":7,"result":"x","items":[{}],"services":1}');
      case "error_500":
        return response.writeHead(500, json).end('{"message":"out of memory"}');
      case "gzip_junk":
        return response.writeHead(200, { ...json, "content-encoding": "gzip" }).end("this is not gzip");
      case "huge": {
        const piece = Buffer.alloc(256 * 1_024, 0x20);
        response.writeHead(200, json);
        const more = () => {
          for (let isRoom = true; isRoom && !response.destroyed; sentBytes += piece.length)
            isRoom = response.write(piece);
        };
        response.on("drain", more);
        return more();
      }
      default:
        return sickness satisfies never;
    }
  };
  const server = tls === null ? createServer(handle) : createTlsServer(tls, handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${port}`,
    requests: () => requests,
    sentBytes: () => sentBytes,
    be(next) {
      sickness = next;
      requests = 0;
      sentBytes = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

const json = { "content-type": "application/json" };

function forward(target: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", target);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const { host: _host, ...headers } = request.headers;
  const upstream = send(
    url,
    { method: request.method, headers, ...(url.protocol === "https:" ? { rejectUnauthorized: false } : {}) },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}
