import { z } from "zod";
import { SEVERITIES } from "@/lib/domain/severity";

const instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (iso) => new Date(iso),
  encode: (date) => date.toISOString(),
});

/** `GET /api/incidents/{id}/alerts`. */
export const alertsAnswerSchema = z.object({
  at: instant,
  alerts: z.array(
    z.object({
      id: z.string(),
      alertname: z.string(),
      service: z.string(),
      severity: z.enum(SEVERITIES).nullable(),
      summary: z.string(),
      labels: z.record(z.string(), z.string()),
      generatorUrl: z.string().nullable(),
      startsAt: instant,
      endsAt: instant.nullable(),
      seen: z.object({ by: z.string(), at: instant }).nullable(),
    }),
  ),
  /** All of them; `alerts` holds the first 2,000. */
  total: z.number(),
  /** When Alertmanager last sent anything about this incident, and about anything; null = never. */
  heardOfIncidentAt: instant.nullable(),
  heardAt: instant.nullable(),
});
/** As it is sent. */
export type AlertsAnswer = z.input<typeof alertsAnswerSchema>;
export type AlertRow = z.output<typeof alertsAnswerSchema>["alerts"][number];
