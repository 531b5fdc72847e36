import type { Pool } from "pg";
import { z } from "zod";
import { actorSchema } from "@/lib/contracts/events";
import type { PostmortemRow } from "@/lib/ports";

const rowSchema = z.object({
  incidentId: z.string(),
  status: z.enum(["draft", "in_review", "signed_off", "closed"]),
  markdown: z.string(),
  revision: z.number(),
  updatedAt: z.date(),
  updatedBy: actorSchema,
});

/** The post-mortem of an incident as this connection sees it; null before the first save. */
export async function postmortemOf(client: Pick<Pool, "query">, incidentId: string): Promise<PostmortemRow | null> {
  const { rows } = await client.query(
    `SELECT incident_id AS "incidentId", status, markdown, revision, updated_by AS "updatedBy", updated_at AS "updatedAt"
     FROM postmortem WHERE incident_id = $1`,
    [incidentId],
  );
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}
