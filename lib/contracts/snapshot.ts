import { z } from "zod";

/** `manifest.json` of a snapshot archive. */
export const snapshotManifestSchema = z.object({
  format: z.literal("firebreak-snapshot"),
  version: z.literal(1),
  snapshotId: z.string(),
  incident: z.object({ id: z.string(), number: z.number(), title: z.string(), lastSeq: z.number() }),
  createdAt: z.iso.datetime(),
  range: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  queries: z.array(z.object({ part: z.string(), query: z.string() })),
  gaps: z.array(z.object({ part: z.string(), source: z.string(), reason: z.string() })),
  files: z.array(
    z.object({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() }),
  ),
});

/** A snapshot as the API gives it. */
export function snapshotToWire(row: {
  readonly id: string;
  readonly incidentId: string;
  readonly status: "pending" | "sealed" | "failed";
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly createdAt: Date;
  readonly reason: string | null;
}) {
  const { id, incidentId, status, sha256, bytes, createdAt, reason } = row;
  return { id, incidentId, status, sha256, bytes, createdAt: createdAt.toISOString(), reason };
}
