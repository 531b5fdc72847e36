import type { GapReason } from "@/lib/domain/upstream";
import { AnswerTooLarge, boundedText } from "../bounded-text";

/** One call of the port: all its requests share one deadline; `asked` is the last one sent, for provenance. */
export type Call = { readonly signal: AbortSignal; asked: string };

/** Why an answer is missing. Thrown inside this adapter only; the port answers with a stated gap. */
export class JaegerGap extends Error {
  readonly reason: GapReason;

  constructor(reason: GapReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "JaegerGap";
    this.reason = reason;
  }
}

/** `body` is undefined when the answer is not JSON: another program, a login page, or Jaeger's own UI. */
export type Answer = { readonly status: number; readonly body: unknown };

export type Get = (
  call: Call,
  path: string,
  params?: Readonly<Record<string, string>>,
  /** Sent, but left out of `asked`: older names of the same parameters. */
  aliases?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Numbers that stand for a proxy in front of a dead server. */
const GATEWAY_STATUSES = [502, 503, 504];

/** The server understood and said no. 404 is not among them: after an upgrade a path may be gone. */
const REFUSALS = [400, 401, 403, 422, 429];

/** GET below a base URL (which may have a path). Redirects are not followed: they lead to log-in pages. */
export function getterOf(endpoint: { readonly url: string; readonly headers: Readonly<Record<string, string>> }): Get {
  const base = endpoint.url.replace(/\/+$/, "");
  return async (call, path, params = {}, aliases = {}) => {
    const shown = withParams(base + path, params);
    call.asked = `GET ${shown}`;
    let status: number;
    let text: string;
    try {
      const response = await fetch(withParams(base + path, { ...params, ...aliases }), {
        headers: { accept: "application/json", ...endpoint.headers },
        signal: call.signal,
        redirect: "manual",
      });
      status = response.status;
      text = await boundedText(response);
    } catch (cause) {
      if (cause instanceof AnswerTooLarge)
        throw new JaegerGap("bad_answer", `${shown} answered without end`, { cause });
      const isTimeout = call.signal.aborted;
      throw new JaegerGap(isTimeout ? "timeout" : "unreachable", `${shown} gave no answer`, { cause });
    }
    if (GATEWAY_STATUSES.includes(status)) throw new JaegerGap("unreachable", `${shown} answered ${status}`);
    return { status, body: jsonOf(text) };
  };
}

/** The gap for an answer that is not what was asked for. */
export function badAnswer(call: Call, { status }: Answer): JaegerGap {
  const reason = status >= 500 ? "unreachable" : REFUSALS.includes(status) ? "refused" : "bad_answer";
  return new JaegerGap(reason, `${call.asked} answered ${status} and nothing readable`);
}

function withParams(url: string, params: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(params).toString();
  return query === "" ? url : `${url}?${query}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told to the caller as the absence of a body.
    return undefined;
  }
}
