import type { IncomingMessage, ServerResponse } from "node:http";
import { type AppError, ERROR_HTTP, publicErrorOf } from "@/lib/errors";

const RETRY_AFTER_S = "1";

/** Request headers as `lib/auth.ts` reads them. */
export type RequestHeaders = { get(name: string): string | null };

export function headersOf(request: IncomingMessage): RequestHeaders {
  return {
    get(name) {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
  };
}

/** Sends JSON, unless the client has gone or was answered already. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** Sends an error by the one table; retryable ones carry Retry-After. */
export function sendError(
  response: ServerResponse,
  error: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { status, body } = publicErrorOf(error);
  const isRetryable = status >= 500 && ERROR_HTTP[body.error.code].isRetryable;
  sendJson(response, status, body, { ...(isRetryable ? { "Retry-After": RETRY_AFTER_S } : {}), ...headers });
}

/** An error that also ends the connection: the rest of a body that nobody reads would be taken for the next request. */
export function refuseBody(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  request.unpipe();
  sendError(response, error, { Connection: "close" });
  request.resume();
  response.once("finish", () => request.socket.destroySoon());
}
