import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { otlpRequest } from "./otlp-schema";
import { json, type Reply } from "./reply";
import type { TraceStore } from "./store";

/** One export, compressed or not. The collector's own default is 20 MiB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

// google.rpc.Code, as OTLP/HTTP error bodies carry it.
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

const gunzipAsync = promisify(gunzip);

type ReceiverContext = { readonly store: TraceStore; readonly now: () => number };

/** OTLP/HTTP `POST /v1/traces`, JSON only. */
export async function receiveOtlp(request: IncomingMessage, context: ReceiverContext): Promise<Reply> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path !== "/v1/traces") return refusal(404, UNIMPLEMENTED, "This receiver takes traces only, at POST /v1/traces.");
  if (request.method !== "POST") return refusal(405, UNIMPLEMENTED, "Use POST.");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json") {
    return refusal(
      415,
      INVALID_ARGUMENT,
      `Content-Type ${type === "" ? "is missing" : `${type} is not taken`}: this trace store stand-in reads OTLP as JSON. Set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.`,
    );
  }
  const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") {
    return refusal(415, INVALID_ARGUMENT, `Content-Encoding ${encoding} is not taken: use gzip or none.`);
  }

  const body = await bodyOf(request);
  if (body === null) return tooLarge();
  let text: string;
  try {
    const plain = encoding === "gzip" ? await gunzipAsync(body, { maxOutputLength: MAX_BODY_BYTES }) : body;
    text = plain.toString("utf8");
  } catch (error) {
    if (error instanceof RangeError) return tooLarge();
    return refusal(400, INVALID_ARGUMENT, "The body is not gzip.");
  }
  return stored(text, context);
}

function stored(text: string, { store, now }: ReceiverContext): Reply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refusal(
      400,
      INVALID_ARGUMENT,
      `The body is not JSON: ${error instanceof Error ? error.message : "malformed"}`,
    );
  }
  const parsed = otlpRequest.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refusal(400, INVALID_ARGUMENT, `Not an OTLP trace export: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { rejected, reason } = store.add(parsed.data, now());
  return json(200, {
    partialSuccess: rejected === 0 ? {} : { rejectedSpans: String(rejected), errorMessage: reason },
  });
}

/** The whole body; null when it is larger than the limit (the rest is read and thrown away). */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the request stream must yield bytes");
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null;
}

function tooLarge(): Reply {
  return refusal(413, RESOURCE_EXHAUSTED, `One export may have ${MAX_BODY_BYTES} bytes, before and after unpacking.`);
}

function refusal(status: number, code: number, message: string): Reply {
  return json(status, { code, message });
}
