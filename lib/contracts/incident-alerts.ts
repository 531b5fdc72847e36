import * as z from "zod/mini";
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
      severity: z.nullable(z.enum(SEVERITIES)),
      summary: z.string(),
      labels: z.record(z.string(), z.string()),
      generatorUrl: z.nullable(z.string()),
      startsAt: instant,
      endsAt: z.nullable(instant),
      seen: z.nullable(z.object({ by: z.string(), at: instant })),
    }),
  ),
  /** All of them; `alerts` holds the first 2,000. */
  total: z.number(),
  /** When Alertmanager last sent anything about this incident, and about anything; null = never. */
  heardOfIncidentAt: z.nullable(instant),
  heardAt: z.nullable(instant),
});
/** As it is sent. */
export type AlertsAnswer = z.input<typeof alertsAnswerSchema>;
export type AlertRow = z.output<typeof alertsAnswerSchema>["alerts"][number];

/** The answer as JSON: times as ISO 8601. */
export function alertsAnswerToWire(answer: z.output<typeof alertsAnswerSchema>): AlertsAnswer {
  return z.encode(alertsAnswerSchema, answer);
}
