import type { Pool } from "pg";
import { z } from "zod";
import { MITIGATION_STATUSES } from "@/lib/domain/mitigation";
import { SEVERITIES } from "@/lib/domain/severity";
import type { ReportFilter, Store } from "@/lib/ports";

const incidentRow = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  service: z.string(),
  team: z.string(),
  severity: z.enum(SEVERITIES),
  origin: z.enum(["alert", "person", "test"]),
  detectedAt: z.date(),
  impactStartAt: z.date().nullable(),
  acknowledgedAt: z.date().nullable(),
  mitigatedAt: z.date().nullable(),
  resolvedAt: z.date().nullable(),
  isMerged: z.boolean(),
});

const rollbackRow = z.object({
  mitigationId: z.string(),
  incidentNumber: z.number(),
  service: z.string(),
  status: z.enum(MITIGATION_STATUSES),
  at: z.date(),
});

/** Conditions over `incident AS i`; parameters in the order of `valuesOf`. */
const WHERE = `i.detected_at >= $1 AND i.detected_at < $2 AND ($3::text IS NULL OR i.team = $3)
  AND ($4::text IS NULL OR i.service = $4) AND ($5::text IS NULL OR i.severity = $5)`;

function valuesOf({ from, to, team, service, severity }: ReportFilter): readonly unknown[] {
  return [from, to, team ?? null, service ?? null, severity ?? null];
}

/** What reports read: indexed columns in SQL, never events. */
export function reportReads(pool: Pool): Pick<Store, "incidentTimes" | "rollbacks"> {
  return {
    async incidentTimes(filter) {
      const { rows } = await pool.query(
        `SELECT i.id, i.number, i.title, i.service, i.team, i.severity, i.origin, i.detected_at AS "detectedAt",
           i.impact_start_at AS "impactStartAt", i.acknowledged_at AS "acknowledgedAt",
           i.mitigated_at AS "mitigatedAt", i.resolved_at AS "resolvedAt", i.merged_into IS NOT NULL AS "isMerged"
         FROM incident AS i WHERE ${WHERE} ORDER BY i.detected_at, i.id`,
        [...valuesOf(filter)],
      );
      return z.array(incidentRow).parse(rows);
    },
    async rollbacks(filter) {
      const { rows } = await pool.query(
        `SELECT m.id AS "mitigationId", i.number AS "incidentNumber", i.service, m.status,
           coalesce(m.approved_at, m.created_at) AS at
         FROM mitigation AS m JOIN incident AS i ON i.id = m.incident_id
         WHERE ${WHERE} AND i.origin <> 'test' ORDER BY at, m.id`,
        [...valuesOf(filter)],
      );
      return z.array(rollbackRow).parse(rows);
    },
  };
}
