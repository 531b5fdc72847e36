import { type AlertsAnswer, alertsAnswerToWire } from "@/lib/contracts/incident-alerts";
import type { Deps } from "@/lib/ports";

/** More than a person can read; the total is told beside it. */
const SHOWN = 2_000;

/** The incident's alerts, and when Alertmanager was last heard. */
export async function alertsAnswerOf(
  { store, clock }: Pick<Deps, "store" | "clock">,
  incidentId: string,
): Promise<AlertsAnswer> {
  const [{ rows, total }, heard] = await Promise.all([store.episodes(incidentId, SHOWN), store.lastHeard(incidentId)]);
  return alertsAnswerToWire({
    at: clock.now(),
    total,
    heardOfIncidentAt: heard.ofIncident,
    heardAt: heard.ofAnything,
    alerts: rows.map(({ id, alertname, service, severity, summary, labels, generatorUrl, startsAt, endsAt, seen }) => ({
      id,
      alertname,
      service,
      severity,
      summary,
      labels,
      generatorUrl,
      startsAt,
      endsAt,
      seen,
    })),
  });
}
