import { app } from "@/lib/wiring";

export const dynamic = "force-dynamic";

/** Public: may this process take traffic? Words only. */
export async function GET(): Promise<Response> {
  const isReady = await (await app()).store.ping();
  return Response.json({ status: isReady ? "READY" : "NOT_READY" }, { status: isReady ? 200 : 503 });
}
