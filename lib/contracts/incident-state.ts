import { z } from "zod";
import { DUTIES } from "@/lib/domain/actor";
import { FAULT_CLASSES } from "@/lib/domain/cause";
import { INCIDENT_STATUSES, type Incident } from "@/lib/domain/incident";
import { SEVERITIES } from "@/lib/domain/severity";
import { EVENT_DATA_SCHEMAS, recoveryLimitsSchema } from "./events";

const instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (iso) => new Date(iso),
  encode: (date) => date.toISOString(),
});
const severity = z.enum(SEVERITIES);

/** The folded incident as the `state` column and the API hold it: dates are ISO strings on the outside. */
export const incidentStateCodec = z.object({
  id: z.string(),
  title: z.string(),
  service: z.string(),
  team: z.string(),
  environment: z.string(),
  severity,
  severityReason: z.string(),
  severityWhy: EVENT_DATA_SCHEMAS.opened.shape.severityWhy,
  alertSeverity: severity.nullable(),
  services: z.array(z.string()),
  groupingReason: z.string(),
  recurrenceOf: z.string().nullable(),
  origin: z.enum(["alert", "person", "test"]),
  status: z.enum(INCIDENT_STATUSES),
  openedAt: instant,
  detectedAt: instant,
  impactStartAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  locatedAt: instant.nullable(),
  approvedAt: instant.nullable(),
  appliedAt: instant.nullable(),
  mitigatedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  closedAt: instant.nullable(),
  resolution: z.nullable(EVENT_DATA_SCHEMAS.resolved),
  firingCount: z.int(),
  alertsClearedAt: instant.nullable(),
  duties: z.partialRecord(z.enum(DUTIES), z.object({ id: z.string(), name: z.string() })),
  lastUpdateAt: instant.nullable(),
  mergedInto: z.object({ ...EVENT_DATA_SCHEMAS.merged_into.shape.into.shape, reason: z.string() }).nullable(),
  diagnosis: z.object({ ...EVENT_DATA_SCHEMAS.diagnosed.shape, at: instant }).nullable(),
  classes: z.array(z.enum(FAULT_CLASSES)),
  acceptedHypothesisId: z.string().nullable(),
  activeMitigationId: z.string().nullable(),
  verification: z
    .object({
      mitigationId: z.string().nullable(),
      limits: recoveryLimitsSchema,
      since: instant,
      restarts: z.int(),
      deadlineAt: instant,
    })
    .nullable(),
  verdict: z.object({ ...EVENT_DATA_SCHEMAS.recovery_checked.shape, at: instant }).nullable(),
  lastSeq: z.int(),
});

/** Reads the stored state. Throws ZodError when it is not one (an older build's): the caller folds the events again. */
export function incidentFromState(json: unknown): Incident {
  return incidentStateCodec.parse(json);
}

/** The state as JSON text. Dates become ISO strings by themselves; `incidentFromState` reads them back. */
export function incidentToStateText(incident: Incident): string {
  return JSON.stringify(incident);
}
