import { z } from "zod";
import { INCIDENT_STATUSES } from "@/lib/domain/incident";
import { SEVERITIES } from "@/lib/domain/severity";
import type { OpenIncident } from "@/lib/ports";

const instant = (key: string) => `(state->>'${key}')::timestamptz`;

/** Columns and a few paths of the state, instead of ten thousand whole states. Read as arrays, in the order of the schema below. */
export const OPEN_INCIDENTS = `SELECT id, number, title, service, team, severity, status, origin, firing_count,
  impact_start_at, detected_at, acknowledged_at, ${instant("locatedAt")}, ${instant("approvedAt")}, ${instant("appliedAt")},
  state#>>'{verdict,verdict}', jsonb_typeof(state->'diagnosis') = 'object',
  CASE WHEN state#>>'{diagnosis,isInsufficient}' = 'false' THEN (state#>>'{diagnosis,hypotheses,0,confidence}')::float8 END,
  (state#>>'{verification,limits,windowMs}')::float8, state->'services'
  FROM incident WHERE status <> 'resolved'`;

const date = z.date().nullable();
export const openRowSchema = z.tuple([
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  z.string(),
  z.enum(SEVERITIES),
  z.enum(INCIDENT_STATUSES),
  z.enum(["alert", "person", "test"]),
  z.int(),
  date,
  z.date(),
  date,
  date,
  date,
  date,
  z.string().nullable(),
  z.boolean().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.array(z.string()),
]);

export function openIncidentOf(row: z.infer<typeof openRowSchema>): OpenIncident {
  const [id, number, title, service, team, severity, status, origin, firingCount, ...rest] = row;
  const [impactStartAt, detectedAt, acknowledgedAt, locatedAt, approvedAt, appliedAt, ...judged] = rest;
  const [verdict, isDiagnosed, topConfidence, windowMs, services] = judged;
  return {
    ...{ id, number, title, service, team, severity, status, origin, firingCount },
    ...{ impactStartAt, detectedAt, acknowledgedAt, locatedAt, approvedAt, appliedAt },
    resolvedAt: null,
    verdict: verdict === null ? null : { verdict },
    isDiagnosed: isDiagnosed ?? false,
    topConfidence,
    windowMs,
    services,
  };
}
