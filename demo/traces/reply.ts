/** What a route answers; the server writes it. */
export type Reply = { readonly status: number; readonly contentType: string; readonly body: string };

export function json(status: number, value: unknown): Reply {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

export function html(status: number, body: string): Reply {
  return { status, contentType: "text/html; charset=utf-8", body };
}

/** A request that Jaeger would refuse with 400, in its words. */
export class BadParameter extends Error {}
