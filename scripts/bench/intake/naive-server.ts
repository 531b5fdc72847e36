import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { deflateSync } from "node:zlib";
import { Pool } from "pg";
import { z } from "zod";

// The alternative that intake is measured against: the same tables and the same guarantees, one transaction per alert,
// written the way one writes it first.

const env = z.object({ DATABASE_URL: z.string(), PORT: z.coerce.number() }).parse(process.env);
const pool = new Pool({ connectionString: env.DATABASE_URL, max: 10 });
const bodySchema = z.object({
  groupKey: z.string(),
  alerts: z.array(
    z.object({
      status: z.string(),
      fingerprint: z.string(),
      startsAt: z.string(),
      generatorURL: z.string(),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
    }),
  ),
});
type Alert = z.infer<typeof bodySchema>["alerts"][number];

async function storeAlert(alert: Alert, groupKey: string, raw: Buffer): Promise<void> {
  const client = await pool.connect();
  const service = `naive-${alert.labels.service ?? "unassigned"}`;
  const key = `default/default/${service}`;
  const actor = { kind: "system", name: "Alertmanager" };
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [key]);
    const known = await client.query(
      "SELECT id FROM alert_episode WHERE team = 'default' AND fingerprint = $1 AND starts_at = $2",
      [alert.fingerprint, alert.startsAt],
    );
    const open = await client.query("SELECT id, last_seq, state FROM incident WHERE open_key = $1 FOR UPDATE", [key]);
    const deliveryId = randomUUID();
    if (known.rowCount === 0) {
      const id = open.rows[0]?.id ?? randomUUID();
      if (open.rowCount === 0) {
        await client.query(
          `INSERT INTO incident (id, open_key, state, last_seq, title, service, team, environment, severity, status, origin, opened_at, detected_at, firing_count)
           VALUES ($1, $2, '{}', 0, $3, $4, 'default', 'default', 'SEV-2', 'open', 'alert', now(), $5, 0)`,
          [id, key, alert.annotations.summary ?? "", service, alert.startsAt],
        );
      }
      const seq = (open.rows[0]?.last_seq ?? 0) + 1;
      await client.query(
        "INSERT INTO incident_event (id, incident_id, seq, kind, v, at, actor, data) VALUES ($1, $2, $3, 'alerts_changed', 1, now(), $4, $5)",
        [randomUUID(), id, seq, JSON.stringify(actor), JSON.stringify({ deliveryId, fired: 1, alert })],
      );
      await client.query(
        "UPDATE incident SET last_seq = $2, state = $3, firing_count = firing_count + 1, updated_at = now() WHERE id = $1",
        [id, seq, JSON.stringify({ id, seq, service })],
      );
      await client.query(
        `INSERT INTO alert_episode (id, incident_id, delivery_id, team, fingerprint, starts_at, first_starts_at, last_starts_at, alertname, service,
           environment, severity, summary, group_key, labels, annotations, generator_url)
         VALUES ($1, $2, $3, 'default', $4, $5, $5, $5, $6, $7, 'default', 'SEV-2', $8, $9, $10, $11, $12)`,
        [
          randomUUID(),
          id,
          deliveryId,
          alert.fingerprint,
          alert.startsAt,
          alert.labels.alertname ?? "",
          service,
          alert.annotations.summary ?? "",
          groupKey,
          JSON.stringify(alert.labels),
          JSON.stringify(alert.annotations),
          alert.generatorURL,
        ],
      );
      await client.query("SELECT pg_notify('firebreak_live', $1)", [`${id}:${seq}`]);
      await client.query(
        "SELECT graphile_worker.add_job('diagnose-incident', json_build_object('incidentId', $1::text), job_key => 'naive:' || $1::text, run_at => now() + interval '1 hour')",
        [id],
      );
    }
    await client.query(
      "INSERT INTO alert_delivery (id, source, sha256, bytes, body, accepted, duplicates, ignored, rejected) VALUES ($1, 'naive', $2, $3, $4, 1, 0, 0, '[]')",
      [deliveryId, createHash("sha256").update(raw).digest("hex"), raw.length, deflateSync(raw)],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const store = async (): Promise<void> => {
      const { alerts, groupKey } = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      for (const alert of alerts) await storeAlert(alert, groupKey, Buffer.from(JSON.stringify(alert)));
    };
    store().then(
      () => response.writeHead(202, { "Content-Length": 2 }).end("{}"),
      (error: unknown) => {
        console.error(error);
        response.writeHead(503, { "Content-Length": 0 }).end();
      },
    );
  });
});
server.listen(env.PORT, "127.0.0.1", () => console.log('{"event":"listening"}'));
process.on("SIGTERM", () => process.exit(0));
