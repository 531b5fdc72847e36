import { timesOf } from "@/lib/domain/mttx";
import { csvCell } from "@/lib/domain/timeline-text";
import type { Deps, IncidentFilter, IncidentRow } from "@/lib/ports";

const PAGE = 500;
const HEAD = [
  "number",
  "title",
  "service",
  "team",
  "environment",
  "severity",
  "status",
  "origin",
  "commander",
  "impact_start_at",
  "detected_at",
  "acknowledged_at",
  "mitigated_at",
  "resolved_at",
  "detect_ms",
  "acknowledge_ms",
  "mitigate_ms",
  "resolve_ms",
] as const;

/** The list that the filter shows, whole, as CSV (RFC 4180), UTC, page by page so that a long list needs little memory. */
export async function* incidentsCsv(
  { store }: Pick<Deps, "store">,
  filter: IncidentFilter,
): AsyncGenerator<string, void, void> {
  yield `${HEAD.join(",")}\r\n`;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.incidents>> = await store.incidents({
      ...filter,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const row of page.rows) yield `${lineOf(row)}\r\n`;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function lineOf({ incident, number }: IncidentRow): string {
  const times = timesOf(incident);
  const ms = (measure: keyof typeof times) => {
    const sample = times[measure];
    return sample.state === "recorded" ? String(sample.durationMs) : sample.state;
  };
  const iso = (date: Date | null) => date?.toISOString() ?? "";
  return [
    String(number),
    incident.title,
    incident.service,
    incident.team,
    incident.environment,
    incident.severity,
    incident.status,
    incident.origin,
    incident.duties.commander?.name ?? "",
    iso(incident.impactStartAt),
    iso(incident.detectedAt),
    iso(incident.acknowledgedAt),
    iso(incident.mitigatedAt),
    iso(incident.resolvedAt),
    ms("detect"),
    ms("acknowledge"),
    ms("mitigate"),
    ms("resolve"),
  ]
    .map(csvCell)
    .join(",");
}
