import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HttpLibrary, RequestContext, ResponseContext } from "@kubernetes/client-node";

type Library = typeof import("@kubernetes/client-node");

/** More came than a body may hold. */
export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`The answer is larger than ${maxBytes} bytes.`);
    this.name = "BodyTooLarge";
  }
}

/**
 * The client's transport with a bound on the size of an answer: its own reads whatever comes into memory. No redirect is followed and no
 * compression asked for.
 */
export function boundedHttp({ ResponseContext: Response, Observable }: Library, maxBytes: number): HttpLibrary {
  return { send: (request) => new Observable(send(request, Response, maxBytes)) };
}

function send(
  request: RequestContext,
  Response: Library["ResponseContext"],
  maxBytes: number,
): Promise<ResponseContext> {
  const url = new URL(request.getUrl());
  const call = url.protocol === "http:" ? httpRequest : httpsRequest;
  const body = request.getBody();
  return new Promise((resolve, reject) => {
    const sent = call(
      url,
      {
        method: request.getHttpMethod().toString(),
        headers: request.getHeaders(),
        ...(request.getAgent() === undefined ? {} : { agent: request.getAgent() }),
        ...(request.getSignal() === undefined ? {} : { signal: request.getSignal() }),
      },
      (answer) => {
        const text = () => textOf(answer, maxBytes, request.getSignal());
        const headers = Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve(new Response(answer.statusCode ?? 0, headers, { text, binary: async () => Buffer.from(await text()) }));
      },
    );
    sent.on("error", reject);
    sent.end(typeof body === "string" ? body : undefined);
  });
}

/** Rejects with BodyTooLarge, or with the transport's error. Bytes that are no UTF-8 become U+FFFD. */
async function textOf(answer: IncomingMessage, maxBytes: number, signal: AbortSignal | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      const part = Buffer.from(chunk);
      bytes += part.byteLength;
      // Leaving the loop destroys the answer: nothing more is received.
      if (bytes > maxBytes) throw new BodyTooLarge(maxBytes);
      chunks.push(part);
    }
  } catch (error) {
    // A deadline in the middle of a body shows as a broken connection.
    throw signal?.aborted ? signal.reason : error;
  }
  return Buffer.concat(chunks).toString("utf8");
}
