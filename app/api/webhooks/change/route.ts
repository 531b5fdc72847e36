import { changeInputSchema } from "@/lib/contracts/commands";
import { recordChange } from "@/lib/usecases/record-change";
import { route } from "../../handler";

export const POST = route({ capability: "ingest_change", body: changeInputSchema }, async ({ app, body }) => {
  const isNew = await recordChange(app, {
    kind: body.kind,
    service: body.service,
    environment: body.environment,
    version: body.version ?? null,
    previousVersion: body.previousVersion ?? null,
    commit: body.commit ?? null,
    imageDigest: body.imageDigest ?? null,
    url: body.url ?? null,
    summary: body.summary ?? [body.kind, body.service, body.version].filter(Boolean).join(" "),
    at: body.at ? new Date(body.at) : null,
    source: "webhook",
  });
  return Response.json({ accepted: 1, duplicates: isNew ? 0 : 1 }, { status: 202 });
});
