import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { relative, resolve } from "node:path";
import type { Env } from "@/lib/env";

export type NextHandler = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
};

/** Next for pages and ordinary routes, from the build that the environment names. Null: switched off, or nothing built. */
export async function prepareNext(env: Env): Promise<NextHandler | null> {
  if (!env.isNextOn || env.distDir === null || !existsSync(env.distDir)) return null;
  const { default: next } = await import("next");
  const dir = process.cwd();
  const app = next({
    dev: false,
    dir,
    hostname: env.host,
    port: env.port,
    // Next wants the folder relative to its own.
    conf: { distDir: relative(dir, resolve(env.distDir)) },
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}
