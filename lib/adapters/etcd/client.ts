import { z } from "zod";
import type { GapReason, Measured } from "@/lib/domain/upstream";
import type { CallOptions } from "@/lib/ports";
import { boundedText } from "../bounded-text";

const healthSchema = z.object({ health: z.union([z.literal("true"), z.literal("false")]) });

/** What this build asks of etcd: whether it answers (GET /health). Configuration and switches come later. */
export type Etcd = { ping(options: CallOptions): Promise<Measured<true>> };

export function createEtcd(endpoint: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}): Etcd {
  return {
    async ping({ timeoutMs }) {
      const query = `GET ${endpoint.url}/health`;
      const gap = (reason: GapReason): Measured<true> => ({ ok: false, source: "etcd", reason, at: new Date(), query });
      try {
        const response = await fetch(`${endpoint.url}/health`, {
          headers: endpoint.headers,
          signal: AbortSignal.timeout(timeoutMs),
        });
        const parsed = healthSchema.safeParse(JSON.parse(await boundedText(response)));
        if (!parsed.success || parsed.data.health !== "true") return gap("bad_answer");
        return { ok: true, value: true, at: new Date(), query, n: null };
      } catch (error) {
        return gap(
          error instanceof Error && error.name === "TimeoutError"
            ? "timeout"
            : error instanceof SyntaxError
              ? "bad_answer"
              : "unreachable",
        );
      }
    },
  };
}
