import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/errors";

/**
 * The whole body as text. Throws payload_too_large as soon as it is known to be longer, without keeping what follows, and
 * invalid_input when the client goes away in the middle.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const tooLarge = new AppError("payload_too_large", `A body may have at most ${maxBytes} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(tooLarge);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (error: unknown): void => {
      request.off("data", onData);
      chunks.length = 0;
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) stop(tooLarge);
      else chunks.push(chunk);
    };
    request.on("data", onData);
    request.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.once("error", stop);
    request.once("close", () => {
      if (!request.complete) stop(new AppError("invalid_input", "The connection closed before the body was complete."));
    });
  });
}
