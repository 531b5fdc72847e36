import { z } from "zod";
import { boardSchema, incidentPageSchema } from "./board";
import { diagnosisSchema } from "./diagnosis";
import { actorSchema, wireEventSchema } from "./events";
import { incidentWireSchema } from "./incident";
import { mitigationsAnswerSchema } from "./incident-page";
import { mitigationPreviewSchema } from "./mitigation-preview";

// What the HTTP API answers, as far as no screen reads it with a schema of its own.

const iso = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();

export const errorSchema = z.looseObject({ error: z.object({ code: z.string(), message: z.string() }) });
export const conflictSchema = z.looseObject({
  ...errorSchema.shape,
  incident: z.object({ id: z.string(), number: z.number() }).optional(),
});
export const mitigationSchema = mitigationsAnswerSchema.shape.mitigations.def.element;
export const guardsSchema = z.looseObject({
  ...errorSchema.shape,
  guards: z.optional(mitigationPreviewSchema.shape.guards),
});
export const movedSchema = z.looseObject({
  ...errorSchema.shape,
  moved: z.array(z.object({ path: z.string(), planned: z.string(), now: z.string() })).optional(),
});
export const snapshotSchema = z.object({
  id: z.string(),
  incidentId: z.string(),
  status: z.enum(["pending", "sealed", "failed"]),
  sha256: z.string().nullable(),
  bytes: count.nullable(),
  createdAt: iso,
  reason: z.string().nullable(),
});
export const intakeSchema = z.object({
  accepted: count,
  duplicates: count,
  ignored: count,
  rejected: z.array(z.object({ index: count, path: z.string() })),
  incidents: z.array(z.object({ id: z.string(), number: z.number(), created: z.boolean() })),
  incidentsTotal: count,
});
export const healthSchema = z.object({
  status: z.enum(["UP", "DEGRADED", "DOWN"]),
  components: z.record(z.string(), z.looseObject({ status: z.enum(["UP", "DOWN", "UNKNOWN"]) })).optional(),
});
export const webhookSchema = z.looseObject({
  version: z.literal("4"),
  groupKey: z.string().optional(),
  truncatedAlerts: count.optional(),
  alerts: z.array(
    z.looseObject({
      status: z.enum(["firing", "resolved"]),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()).optional(),
      startsAt: iso,
      endsAt: iso.optional(),
      fingerprint: z.string().optional(),
    }),
  ),
});
/** Schemas that get a name in the description, so that generated clients have one too. */
export const NAMED_SCHEMAS: Readonly<Record<string, z.core.$ZodType>> = {
  Error: errorSchema,
  Conflict: conflictSchema,
  Incident: incidentWireSchema,
  IncidentPage: incidentPageSchema,
  Board: boardSchema,
  Event: wireEventSchema,
  Actor: actorSchema,
  Diagnosis: diagnosisSchema,
  MitigationPlan: mitigationPreviewSchema,
  Mitigation: mitigationSchema,
  Guards: guardsSchema,
  Moved: movedSchema,
  Snapshot: snapshotSchema,
  Intake: intakeSchema,
  Health: healthSchema,
  AlertmanagerWebhook: webhookSchema,
};
