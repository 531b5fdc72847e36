import { createHash } from "node:crypto";
import type { Change } from "@/lib/domain/change";
import type { Transaction } from "@/lib/ports";
import { appendEvents, createIncidents, lockById } from "./append-events";
import { appendAudit } from "./audit-chain";
import { episodeMoves } from "./episode-moves";
import { readEvents } from "./event-rows";
import { lockIncidentRows } from "./incident-rows";
import { addJobs } from "./jobs";
import { MITIGATION_COLUMNS, mitigationOfRow, type StoredMitigation } from "./mitigation-rows";
import { postmortemOf } from "./postmortem-row";
import type { Session } from "./session";
import { storableJson, storableText } from "./storable";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Postgres would answer an error, not "none", for text that is no UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Natural key of a change: told twice (CI retries, two replicas watching), it is one row. */
function dedupeKeyOf(change: Change): string {
  const { kind, service, environment, version, commit, imageDigest, at, source } = change;
  const parts = [kind, service, environment, version, commit, imageDigest, at.toISOString(), source];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The port's transaction over one session. */
export function transactionOf(session: Session): Transaction {
  const { client } = session;
  return {
    now: async () => session.now,
    async createIncident(id, openKey, events) {
      const [made] = await createIncidents(session, [{ id, openKey, events }]);
      if (made === undefined) throw new Error("an incident was to be created");
      return { incident: made.incident, number: made.number };
    },
    async lockIncident(id) {
      if (!isUuid(id)) return null;
      await lockById(session, [id]);
      const row = session.locked.get(id.toLowerCase());
      return row ? { incident: row.incident, number: row.number } : null;
    },
    async openIncidentOf(openKey) {
      const [row] = await lockIncidentRows(session, {
        name: "lock-by-open-key",
        text: "open_key = $1",
        values: [openKey],
      });
      return row ? { incident: row.incident, number: row.number } : null;
    },
    events: (incidentId) => readEvents(client, incidentId),
    ...episodeMoves(session),
    append: (incidentId, events) => appendEvents(session, [{ incidentId, events }]),
    addJob: (job) => addJobs(session, [job]),
    audit: (entry) => appendAudit(session, entry),
    async saveMitigation(row) {
      await client.query(
        `INSERT INTO mitigation (id, incident_id, status, preview, planned_by, approved_by, approved_at, waivers, attempt, lease_until, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
         ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, preview = EXCLUDED.preview, approved_by = EXCLUDED.approved_by,
           approved_at = EXCLUDED.approved_at, waivers = EXCLUDED.waivers, attempt = EXCLUDED.attempt,
           lease_until = EXCLUDED.lease_until, updated_at = EXCLUDED.updated_at`,
        [
          row.id,
          row.incidentId,
          row.status,
          storableJson(row.preview),
          storableJson(row.plannedBy),
          row.approvedBy === null ? null : storableJson(row.approvedBy),
          row.approvedAt,
          storableJson(row.waivers),
          row.attempt,
          row.leaseUntil,
          session.now,
        ],
      );
    },
    async lockMitigation(id) {
      if (!isUuid(id)) return null;
      const { rows } = await client.query<StoredMitigation>(
        `SELECT ${MITIGATION_COLUMNS} FROM mitigation WHERE id = $1 FOR UPDATE`,
        [id],
      );
      return rows[0] ? mitigationOfRow(rows[0]) : null;
    },
    async claimWorkload(mitigationId, workload) {
      // A rival's uncommitted claim is waited for by the unique index; a unique violation would end the transaction, so it is asked first.
      if (workload !== null) {
        await client.query("SELECT pg_advisory_xact_lock(hashtextextended('firebreak-workload/' || $1, 0))", [
          workload,
        ]);
        const { rowCount } = await client.query("SELECT 1 FROM mitigation WHERE active_workload = $1 AND id <> $2", [
          workload,
          mitigationId,
        ]);
        if (rowCount !== 0) return false;
      }
      await client.query("UPDATE mitigation SET active_workload = $2 WHERE id = $1", [mitigationId, workload]);
      return true;
    },
    async saveEvidence(rows) {
      const records = rows.map(({ incidentId, ...row }) => ({ ...row, incident_id: incidentId }));
      await client.query(
        `INSERT INTO evidence (id, incident_id, source, query, at, n, data, sha256)
         SELECT id, incident_id, source, query, at, n, coalesce(data, 'null'::jsonb), sha256 FROM json_to_recordset($1)
           AS x(id uuid, incident_id uuid, source text, query text, at timestamptz, n bigint, data jsonb, sha256 text)
         ON CONFLICT (id) DO NOTHING`,
        [storableJson(records)],
      );
    },
    async saveChange(change) {
      const {
        id,
        kind,
        service,
        environment,
        version,
        previousVersion,
        commit,
        imageDigest,
        url,
        summary,
        source,
        at,
      } = change;
      const texts = [kind, service, environment, version, previousVersion, commit, imageDigest, url, summary, source];
      const { rowCount } = await client.query(
        `INSERT INTO change_record (id, at, dedupe_key, kind, service, environment, version, previous_version, commit, image_digest, url, summary, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (dedupe_key) DO NOTHING`,
        [id, at, dedupeKeyOf(change), ...texts.map((value) => (value === null ? null : storableText(value)))],
      );
      return rowCount === 1;
    },
    async saveDiagnosis(incidentId, diagnosis) {
      await client.query("INSERT INTO diagnosis (id, incident_id, at, data) VALUES ($1, $2, $3, $4)", [
        diagnosis.id,
        incidentId,
        diagnosis.at,
        storableJson(diagnosis),
      ]);
    },
    async saveSnapshot(row, archive) {
      await client.query(
        `INSERT INTO snapshot (id, incident_id, status, sha256, bytes, reason, archive, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, sha256 = EXCLUDED.sha256, bytes = EXCLUDED.bytes,
           reason = EXCLUDED.reason, archive = coalesce(EXCLUDED.archive, snapshot.archive)`,
        [
          row.id,
          row.incidentId,
          row.status,
          row.sha256,
          row.bytes,
          row.reason === null ? null : storableText(row.reason),
          archive === null ? null : Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength),
          row.createdAt,
        ],
      );
    },
    postmortem: (incidentId) => postmortemOf(client, incidentId),
    async savePostmortem(row) {
      await client.query(
        `INSERT INTO postmortem (incident_id, status, markdown, revision, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (incident_id) DO UPDATE SET status = EXCLUDED.status, markdown = EXCLUDED.markdown,
           revision = EXCLUDED.revision, updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
        [
          row.incidentId,
          row.status,
          storableText(row.markdown),
          row.revision,
          storableJson(row.updatedBy),
          row.updatedAt,
        ],
      );
    },
  };
}
