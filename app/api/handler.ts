import { z } from "zod";
import { authenticateRequest, requireCapability, requireSameOrigin } from "@/lib/auth";
import type { Caller } from "@/lib/domain/actor";
import type { Capability } from "@/lib/domain/permissions";
import { AppError, publicErrorOf } from "@/lib/errors";
import { type App, app } from "@/lib/wiring";

const BODY_LIMIT_BYTES = 1_048_576;

type Params = Readonly<Record<string, string>>;
export type RouteInput<B> = {
  readonly app: App;
  readonly caller: Caller;
  readonly params: Params;
  readonly query: URLSearchParams;
  readonly request: Request;
  readonly body: B;
};
// A route without a dynamic part may get no params.
type NextContext = { params?: Promise<Record<string, string | string[] | undefined>> };

/**
 * One API route: authenticate → authorise → parse → run → answer. Every route is made by this, so none can forget a step;
 * `capability` is readable from outside for the authorisation walk.
 */
export function route<S extends z.core.$ZodType = z.ZodUndefined>(
  spec: { readonly capability: Capability; readonly body?: S },
  run: (input: RouteInput<z.output<S>>) => Promise<Response>,
): ((request: Request, context: NextContext) => Promise<Response>) & { readonly capability: Capability } {
  const handler = async (request: Request, context: NextContext): Promise<Response> => {
    try {
      const caller = requireCapability(await authenticateRequest(request.headers), spec.capability);
      if (request.method !== "GET" && request.method !== "HEAD") await requireSameOrigin(request.headers);
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join("/") : (value ?? ""),
        ]),
      );
      const body = spec.body ? parseBody(spec.body, await readJson(request)) : undefined;
      return await run({
        app: await app(),
        caller,
        params,
        // PostgreSQL refuses U+0000 in text, here as in bodies.
        query: new URL(request.url.replaceAll("%00", "%EF%BF%BD")).searchParams,
        request,
        // Sound: without a schema S is ZodUndefined, whose output is undefined.
        body: body as z.output<S>,
      });
    } catch (error) {
      return errorResponse(error);
    }
  };
  return Object.assign(handler, { capability: spec.capability });
}

/** Any error as the API's JSON; unknown ones are logged and leak no text. */
export function errorResponse(error: unknown): Response {
  const { status, body } = publicErrorOf(error);
  if (status >= 500 && body.error.code !== "not_yet") console.error(error);
  const headers = {
    ...(status === 503 && { "retry-after": "2" }),
    ...(status === 401 && { "www-authenticate": "Bearer" }),
  };
  return Response.json(body, { status, headers });
}

async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === "") return {};
  try {
    // PostgreSQL refuses U+0000 in text: one hostile name must not mean a 5xx.
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value,
    );
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not JSON.", { cause });
  }
}

/** Stops reading at the limit: what a client announces is not what it sends. */
async function readText(request: Request): Promise<string> {
  const tooLarge = new AppError("payload_too_large", "The body is larger than 1 MiB.");
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) throw tooLarge;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > BODY_LIMIT_BYTES) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Parses input or throws invalid_input with the first problem's path. */
export function parseBody<S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("invalid_input", `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not understood"}`);
}
