import { z } from "zod";
import { actorSchema } from "@/lib/contracts/events";
import { guardWaiverSchema, mitigationPreviewFromJson } from "@/lib/contracts/mitigation-preview";
import { MITIGATION_STATUSES } from "@/lib/domain/mitigation";
import type { MitigationRow } from "@/lib/ports";

/** A row of `mitigation` by its field names, JSON columns still unread. */
export type StoredMitigation = {
  readonly id: string;
  readonly incidentId: string;
  readonly status: string;
  readonly preview: unknown;
  readonly plannedBy: unknown;
  readonly approvedBy: unknown;
  readonly approvedAt: Date | null;
  readonly waivers: unknown;
  readonly attempt: number;
  readonly leaseUntil: Date | null;
  readonly updatedAt: Date;
};

export const MITIGATION_COLUMNS = `id, incident_id AS "incidentId", status, preview, planned_by AS "plannedBy",
  approved_by AS "approvedBy", approved_at AS "approvedAt", waivers, attempt, lease_until AS "leaseUntil", updated_at AS "updatedAt"`;

const status = z.enum(MITIGATION_STATUSES);

export function mitigationOfRow(row: StoredMitigation): MitigationRow {
  return {
    id: row.id,
    incidentId: row.incidentId,
    status: status.parse(row.status),
    preview: mitigationPreviewFromJson(row.preview),
    plannedBy: actorSchema.parse(row.plannedBy),
    approvedBy: row.approvedBy === null ? null : actorSchema.parse(row.approvedBy),
    approvedAt: row.approvedAt,
    waivers: z.array(guardWaiverSchema).parse(row.waivers),
    attempt: row.attempt,
    leaseUntil: row.leaseUntil,
    updatedAt: row.updatedAt,
  };
}
