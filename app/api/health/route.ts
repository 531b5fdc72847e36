import { authenticateRequest } from "@/lib/auth";
import { may } from "@/lib/domain/permissions";
import { app } from "@/lib/wiring";

export const dynamic = "force-dynamic";

/** Public status word; components only for a token or session. DOWN = the database; DEGRADED = an upstream fails. */
export async function GET(request: Request): Promise<Response> {
  const { store, upstreams } = await app();
  const isDatabaseUp = await store.ping();
  const health = upstreams.health();
  const status = !isDatabaseUp ? "DOWN" : health.some((u) => u.state === "stale") ? "DEGRADED" : "UP";
  const caller = isDatabaseUp ? await authenticateRequest(request.headers) : null;
  const components =
    caller !== null && may(caller, "read")
      ? {
          components: {
            database: { status: "UP" },
            ...Object.fromEntries(
              health.map((u) => [
                u.upstream,
                {
                  status: u.state === "ok" ? "UP" : u.state === "stale" ? "DOWN" : "UNKNOWN",
                  lastOkAt: u.lastOkAt?.toISOString() ?? null,
                  failingSince: u.failingSince?.toISOString() ?? null,
                  reason: u.reason,
                },
              ]),
            ),
          },
        }
      : {};
  return Response.json({ status, ...components }, { status: isDatabaseUp ? 200 : 503 });
}
