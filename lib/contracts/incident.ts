import * as z from "zod/mini";
import { DUTIES } from "@/lib/domain/actor";
import { MECHANISMS, TRIGGERS } from "@/lib/domain/cause";
import { INCIDENT_STATUSES, type Incident } from "@/lib/domain/incident";
import { timesOf } from "@/lib/domain/mttx";
import { SEVERITIES } from "@/lib/domain/severity";

const iso = z.iso.datetime({ offset: true });
const sample = z.object({
  state: z.enum(["recorded", "pending", "not_applicable", "invalid"]),
  durationMs: z.nullable(z.number()),
  reason: z.nullable(z.string()),
});

/** One incident as the API gives it: columns plus derived times. */
export const incidentWireSchema = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  service: z.string(),
  team: z.string(),
  environment: z.string(),
  severity: z.enum(SEVERITIES),
  severityReason: z.string(),
  groupingReason: z.string(),
  status: z.enum(INCIDENT_STATUSES),
  origin: z.enum(["alert", "person", "test"]),
  recurrenceOf: z.nullable(z.string()),
  firingCount: z.number(),
  openedAt: iso,
  detectedAt: iso,
  impactStartAt: z.nullable(iso),
  acknowledgedAt: z.nullable(iso),
  locatedAt: z.nullable(iso),
  approvedAt: z.nullable(iso),
  appliedAt: z.nullable(iso),
  mitigatedAt: z.nullable(iso),
  resolvedAt: z.nullable(iso),
  closedAt: z.nullable(iso),
  resolution: z.nullable(z.object({ how: z.string(), reason: z.string() })),
  verdict: z.nullable(z.object({ verdict: z.string(), reason: z.string() })),
  commander: z.nullable(z.string()),
  duties: z.array(z.object({ duty: z.enum(DUTIES), id: z.string(), name: z.string() })),
  topHypothesis: z.nullable(
    z.object({
      service: z.string(),
      trigger: z.enum(TRIGGERS),
      mechanism: z.enum(MECHANISMS),
      version: z.nullable(z.string()),
      confidence: z.number(),
    }),
  ),
  /** none: not made yet; insufficient: made, names no cause. */
  diagnosis: z.enum(["none", "insufficient", "made"]),
  /** The observation window that runs. */
  observation: z.nullable(z.object({ since: iso, windowMs: z.number(), restarts: z.number() })),
  lastUpdateAt: z.nullable(iso),
  /** The incident that this one is part of; its alerts are there. */
  mergedInto: z.nullable(
    z.object({ incidentId: z.string(), number: z.number(), title: z.string(), reason: z.string() }),
  ),
  lastSeq: z.number(),
  times: z.object({ detect: sample, acknowledge: sample, mitigate: sample, resolve: sample }),
});
export type IncidentWire = z.infer<typeof incidentWireSchema>;

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

export function incidentToWire(row: { readonly incident: Incident; readonly number: number }): IncidentWire {
  const { incident, number } = row;
  const times = timesOf(incident);
  const top = incident.diagnosis?.hypotheses[0];
  const sampleOf = (measure: keyof typeof times) => {
    const { state, ...rest } = times[measure];
    return {
      state,
      durationMs: "durationMs" in rest ? rest.durationMs : null,
      reason: "reason" in rest ? rest.reason : null,
    };
  };
  return {
    id: incident.id,
    number,
    title: incident.title,
    service: incident.service,
    team: incident.team,
    environment: incident.environment,
    severity: incident.severity,
    severityReason: incident.severityReason,
    groupingReason: incident.groupingReason,
    status: incident.status,
    origin: incident.origin,
    recurrenceOf: incident.recurrenceOf,
    firingCount: incident.firingCount,
    openedAt: incident.openedAt.toISOString(),
    detectedAt: incident.detectedAt.toISOString(),
    impactStartAt: isoOrNull(incident.impactStartAt),
    acknowledgedAt: isoOrNull(incident.acknowledgedAt),
    locatedAt: isoOrNull(incident.locatedAt),
    approvedAt: isoOrNull(incident.approvedAt),
    appliedAt: isoOrNull(incident.appliedAt),
    mitigatedAt: isoOrNull(incident.mitigatedAt),
    resolvedAt: isoOrNull(incident.resolvedAt),
    closedAt: isoOrNull(incident.closedAt),
    resolution: incident.resolution,
    verdict: incident.verdict === null ? null : { verdict: incident.verdict.verdict, reason: incident.verdict.reason },
    commander: incident.duties.commander?.name ?? null,
    duties: DUTIES.flatMap((duty) => {
      const person = incident.duties[duty];
      return person ? [{ duty, ...person }] : [];
    }),
    topHypothesis: top ? { ...top.cause, version: top.version, confidence: top.confidence } : null,
    diagnosis: incident.diagnosis === null ? "none" : incident.diagnosis.isInsufficient ? "insufficient" : "made",
    observation: incident.verification && {
      since: incident.verification.since.toISOString(),
      windowMs: incident.verification.limits.windowMs,
      restarts: incident.verification.restarts,
    },
    lastUpdateAt: isoOrNull(incident.lastUpdateAt),
    mergedInto: incident.mergedInto,
    lastSeq: incident.lastSeq,
    times: {
      detect: sampleOf("detect"),
      acknowledge: sampleOf("acknowledge"),
      mitigate: sampleOf("mitigate"),
      resolve: sampleOf("resolve"),
    },
  };
}
