import type { DeliveryRow } from "@/lib/ports";
import type { Session } from "./session";

// All bodies go as one binary parameter and are cut apart by offset: text encodings of binary double it.
const INSERT = `INSERT INTO alert_delivery (id, received_at, source, sha256, bytes, body, accepted, duplicates, ignored, rejected, replaced_chars, truncated_alerts)
  SELECT id, $3, source, sha256, bytes, substring($2::bytea FROM "from" FOR length), accepted, duplicates, ignored, rejected, "replacedChars", "truncatedAlerts"
  FROM json_to_recordset($1) AS x(id uuid, source text, sha256 text, bytes int, "from" int, length int, accepted int, duplicates int, ignored int,
    rejected jsonb, "replacedChars" int, "truncatedAlerts" int)`;
const LINK = `INSERT INTO delivery_incident (delivery_id, incident_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING`;

/** Stores deliveries and which incidents each of them touched. */
export async function insertDeliveries({ client, now }: Session, rows: readonly DeliveryRow[]): Promise<void> {
  let from = 1;
  const records = rows.map(({ packed, incidentIds: _ids, ...row }) => {
    const record = { ...row, sha256: packed.sha256, bytes: packed.bytes, from, length: packed.body.byteLength };
    from += packed.body.byteLength;
    return record;
  });
  const bodies = Buffer.concat(rows.map(({ packed }) => packed.body));
  await client.query({ name: "insert-deliveries", text: INSERT, values: [JSON.stringify(records), bodies, now] });
  const links = rows.flatMap(({ id, incidentIds }) => incidentIds.map((incidentId) => ({ id, incidentId })));
  if (links.length === 0) return;
  await client.query({
    name: "link-deliveries",
    text: LINK,
    values: [links.map(({ id }) => id), links.map(({ incidentId }) => incidentId)],
  });
}
