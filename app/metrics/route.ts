import { route } from "../api/handler";

export const GET = route(
  { capability: "read_own_metrics" },
  async ({ app }) =>
    new Response(await app.ownMetrics.text(), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    }),
);
