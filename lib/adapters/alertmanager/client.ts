import type { Measured } from "@/lib/domain/upstream";
import type { CallOptions } from "@/lib/ports";
import { boundedText } from "../bounded-text";
import { statusSchema } from "./schema";

export type AlertmanagerClient = { ping(options: CallOptions): Promise<Measured<true>> };

/** Whether Alertmanager's API answers. Never throws: a dead upstream is a stated gap. */
export function alertmanagerClient(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly now: () => Date;
}): AlertmanagerClient {
  const query = "GET /api/v2/status";
  return {
    async ping({ timeoutMs }) {
      const gap = (reason: "unreachable" | "timeout" | "bad_answer"): Measured<true> => ({
        ok: false,
        source: "alertmanager",
        reason,
        at: options.now(),
        query,
      });
      try {
        const response = await fetch(`${options.url}/api/v2/status`, {
          headers: options.headers,
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok || !statusSchema.safeParse(JSON.parse(await boundedText(response))).success)
          return gap("bad_answer");
        return { ok: true, value: true, at: options.now(), query, n: null };
      } catch (error) {
        if (error instanceof SyntaxError) return gap("bad_answer");
        return gap(error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable");
      }
    },
  };
}
