import type { IncomingMessage, ServerResponse } from "node:http";
import { type Json, parseJson } from "../json";
import { badRequest, payloadTooLarge, unsupportedMediaType } from "./api-failure";

const BODY_LIMIT = 3 * 1024 * 1024;

export function sendJson(response: ServerResponse, code: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(code, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-cache, private",
  });
  response.end(text);
}

/** The body as JSON, null when empty. Throws 413, 415 (not JSON by its content type) or 400. */
export async function readJson(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > BODY_LIMIT) throw payloadTooLarge();
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text.trim() === "") return null;
  const type = mediaType(request);
  if (type !== "" && !type.endsWith("json")) throw unsupportedMediaType();
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

export function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
}

/** kubectl asks for a Table first and plain JSON second; everybody else wants the objects. */
export function wantsTable(request: IncomingMessage): boolean {
  const first = (request.headers.accept ?? "").split(",")[0] ?? "";
  return first.includes("as=Table") && first.includes("g=meta.k8s.io");
}
