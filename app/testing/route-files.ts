import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ORIGIN } from "./test-app";

const ROOT = process.cwd();
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];
type Handler = (request: Request, context: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;

/** Files under app/ with one of these names, relative to the root. */
export function appFiles(...names: readonly string[]): readonly string[] {
  return readdirSync(join(ROOT, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => names.includes(file.split("/").at(-1) ?? ""))
    .map((file) => `app/${file}`)
    .sort();
}

/** `/incidents/{id}` of `app/(room)/incidents/[id]/page.tsx`. */
export function pathOf(file: string): string {
  const parts = file.split("/").slice(1, -1);
  const named = parts.filter((part) => !/^\(.*\)$/.test(part)).map((part) => part.replace(/^\[(.+)\]$/, "{$1}"));
  return `/${named.join("/")}`;
}

export function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  return import(/* @vite-ignore */ join(ROOT, file));
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

export type RouteOnDisk = { readonly method: Method; readonly path: string; readonly handler: Handler };

/** Every method that every route file on disk answers. */
export async function routesOnDisk(): Promise<readonly RouteOnDisk[]> {
  const found = await Promise.all(
    appFiles("route.ts", "route.tsx").map(async (file) => {
      const module = await importFile(file);
      return METHODS.flatMap((method): RouteOnDisk[] => {
        const handler = module[method];
        return isHandler(handler) ? [{ method, path: pathOf(file), handler }] : [];
      });
    }),
  );
  // As Next does: what is spelled out goes before what varies.
  return found.flat().sort((a, b) => a.path.split("{").length - b.path.split("{").length);
}

export type Call = {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is text or a stream, else as JSON. */
  readonly body?: unknown;
};

/** Calls the route file that Next would call for this method and address, without Next. */
export async function callRoute(
  routes: readonly RouteOnDisk[],
  target: string,
  { headers = {}, body }: Call = {},
): Promise<Response> {
  const [method = "", address = ""] = target.split(" ");
  const url = new URL(address, ORIGIN);
  const steps = url.pathname.split("/");
  for (const route of routes) {
    const pattern = route.path.split("/");
    if (route.method !== method || pattern.length !== steps.length) continue;
    const params = pattern.flatMap((part, index) => {
      const step = decodeURIComponent(steps[index] ?? "");
      return part.startsWith("{") ? [[part.slice(1, -1), step] as const] : part === step ? [] : [null];
    });
    if (params.includes(null)) continue;
    const request = new Request(url, {
      method,
      headers: { host: url.host, ...headers },
      ...(body === undefined
        ? {}
        : {
            body: typeof body === "string" || body instanceof ReadableStream ? body : JSON.stringify(body),
            duplex: "half",
          }),
    });
    const given = Object.fromEntries(params.filter((entry) => entry !== null));
    return route.handler(request, { params: Promise.resolve(given) });
  }
  throw new Error(`no route file answers ${target}`);
}

/** Addresses that the server answers before Next, as its sources spell them; what varies is `{}`. */
export function serverPathsOnDisk(): readonly string[] {
  const files = readdirSync(join(ROOT, "server"), { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|(^|\/)testing\//.test(file))
    .map((file) => readFileSync(join(ROOT, "server", file), "utf8"));
  const found = texts.flatMap((text) => {
    const literals = [...text.matchAll(/["'`](\/(?:api|metrics)[^"'`\s]*)["'`]/g)].map(([, path = ""]) => path);
    const patterns = [...text.matchAll(/\/\^(\\\/(?:api|metrics)\S*?)\$\//g)].map(([, path = ""]) =>
      path.replaceAll("\\/", "/").replace(/\([^)]*\)/g, "{}"),
    );
    return [...literals, ...patterns];
  });
  return [...new Set(found)].sort();
}
