import type { Pool } from "pg";
import { z } from "zod";
import { diagnosisFromJson } from "@/lib/contracts/diagnosis";
import { actorSchema } from "@/lib/contracts/events";
import { CHANGE_KINDS } from "@/lib/domain/change";
import type { Store } from "@/lib/ports";
import { readEpisodes } from "./episode-moves";
import { readEvents } from "./event-rows";
import type { PrismaClient } from "./generated/client";
import { mitigationOfRow } from "./mitigation-rows";
import { unpackBody } from "./packed-body";
import { isUuid } from "./transaction";

const changeKind = z.enum(CHANGE_KINDS);
const changeSource = z.enum(["webhook", "cluster"]);
const snapshotStatus = z.enum(["pending", "sealed", "failed"]);
const postmortemStatus = z.enum(["draft", "in_review", "signed_off", "closed"]);
const SNAPSHOT = {
  id: true,
  incidentId: true,
  status: true,
  sha256: true,
  bytes: true,
  createdAt: true,
  reason: true,
} as const;

type Reads = Pick<
  Store,
  | "events"
  | "episodes"
  | "lastHeard"
  | "evidence"
  | "diagnosis"
  | "mitigation"
  | "mitigations"
  | "openMitigations"
  | "mitigationOn"
  | "changes"
  | "snapshot"
  | "snapshots"
  | "postmortem"
  | "deliveries"
  | "heartbeats"
>;

export function recordReads(prisma: PrismaClient, pool: Pool): Reads {
  return {
    async events(incidentId, afterSeq = 0, limit) {
      if (!isUuid(incidentId)) return [];
      return readEvents(pool, incidentId, { afterSeq, ...(limit === undefined ? {} : { limit }) });
    },
    async episodes(incidentId, limit) {
      if (!isUuid(incidentId)) return { rows: [], total: 0 };
      const [rows, total] = await Promise.all([
        readEpisodes(pool, incidentId, limit),
        prisma.alertEpisode.count({ where: { incidentId } }),
      ]);
      return { rows, total };
    },
    async lastHeard(incidentId) {
      if (!isUuid(incidentId)) return { ofIncident: null, ofAnything: null };
      const { rows } = await pool.query<{ ofIncident: Date | null; ofAnything: Date | null }>(
        `SELECT (SELECT max(d.received_at) FROM delivery_incident AS di JOIN alert_delivery AS d ON d.id = di.delivery_id
                 WHERE di.incident_id = $1) AS "ofIncident", (SELECT max(received_at) FROM alert_delivery) AS "ofAnything"`,
        [incidentId],
      );
      return rows[0] ?? { ofIncident: null, ofAnything: null };
    },
    async evidence(incidentId) {
      if (!isUuid(incidentId)) return [];
      const rows = await prisma.evidence.findMany({ where: { incidentId }, orderBy: [{ at: "asc" }, { id: "asc" }] });
      return rows.map((row) => ({ ...row, n: row.n === null ? null : Number(row.n) }));
    },
    async diagnosis(incidentId) {
      if (!isUuid(incidentId)) return null;
      const row = await prisma.diagnosis.findFirst({
        where: { incidentId },
        orderBy: [{ at: "desc" }, { id: "desc" }],
      });
      return row === null ? null : diagnosisFromJson(row.data);
    },
    async mitigation(id) {
      const row = isUuid(id) ? await prisma.mitigation.findUnique({ where: { id } }) : null;
      return row === null ? null : mitigationOfRow(row);
    },
    async mitigations(incidentId) {
      if (!isUuid(incidentId)) return [];
      const rows = await prisma.mitigation.findMany({
        where: { incidentId },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      });
      return rows.map(mitigationOfRow);
    },
    async openMitigations() {
      // The lease is compared with PostgreSQL's clock, which wrote it into the world of all replicas.
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM mitigation WHERE status IN ('approved', 'applying') AND (lease_until IS NULL OR lease_until < now())`,
      );
      const found = await prisma.mitigation.findMany({
        where: { id: { in: rows.map(({ id }) => id) } },
        orderBy: { createdAt: "asc" },
      });
      return found.map(mitigationOfRow);
    },
    async mitigationOn(workload) {
      const row = await prisma.mitigation.findUnique({ where: { activeWorkload: workload } });
      return row === null ? null : mitigationOfRow(row);
    },
    async changes({ from, to, service }) {
      const rows = await prisma.changeRecord.findMany({
        where: { at: { gte: from, lte: to }, ...(service === undefined ? {} : { service }) },
        orderBy: [{ at: "asc" }, { id: "asc" }],
      });
      return rows.map(({ dedupeKey: _key, recordedAt: _recorded, ...row }) => ({
        ...row,
        kind: changeKind.parse(row.kind),
        source: changeSource.parse(row.source),
      }));
    },
    async snapshot(id) {
      const found = isUuid(id) ? await prisma.snapshot.findUnique({ where: { id } }) : null;
      if (found === null) return null;
      const { archive, ...row } = found;
      return { row: { ...row, status: snapshotStatus.parse(row.status) }, archive };
    },
    async snapshots(incidentId) {
      if (!isUuid(incidentId)) return [];
      const rows = await prisma.snapshot.findMany({
        where: { incidentId },
        select: SNAPSHOT,
        orderBy: { createdAt: "asc" },
      });
      return rows.map((row) => ({ ...row, status: snapshotStatus.parse(row.status) }));
    },
    async postmortem(incidentId) {
      const row = isUuid(incidentId) ? await prisma.postmortem.findUnique({ where: { incidentId } }) : null;
      if (row === null) return null;
      return { ...row, status: postmortemStatus.parse(row.status), updatedBy: actorSchema.parse(row.updatedBy) };
    },
    async deliveries(incidentId, limit) {
      if (!isUuid(incidentId)) return [];
      const { rows } = await pool.query<{ id: string; receivedAt: Date; sha256: string; body: Buffer }>(
        `SELECT d.id, d.received_at AS "receivedAt", d.sha256, d.body FROM delivery_incident AS di
         JOIN alert_delivery AS d ON d.id = di.delivery_id WHERE di.incident_id = $1 ORDER BY d.received_at, d.id LIMIT $2`,
        [incidentId, limit],
      );
      const unpacked = [];
      for (const { body, ...row } of rows) unpacked.push({ ...row, body: await unpackBody(body) });
      return unpacked;
    },
    async heartbeats() {
      return prisma.heartbeat.findMany({ orderBy: { name: "asc" } });
    },
  };
}
