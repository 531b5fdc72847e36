import { AppError } from "@/lib/errors";
import type { IntakeTransaction } from "@/lib/ports";
import type { Session } from "./session";
import { storableJson } from "./storable";

type EpisodeRow = Parameters<IntakeTransaction["insertEpisodes"]>[0][number];
type Column = { readonly type: string; readonly of: (row: EpisodeRow) => string | null };

const COLUMNS: Readonly<Record<string, Column>> = {
  id: { type: "uuid", of: ({ episode }) => episode.id },
  incident_id: { type: "uuid", of: ({ episode }) => episode.incidentId },
  delivery_id: { type: "uuid", of: ({ deliveryId }) => deliveryId },
  team: { type: "text", of: ({ signal }) => signal.team },
  fingerprint: { type: "text", of: ({ signal }) => signal.fingerprint },
  starts_at: { type: "timestamptz", of: ({ episode }) => episode.startsAt.toISOString() },
  ends_at: { type: "timestamptz", of: ({ episode }) => episode.endsAt?.toISOString() ?? null },
  first_starts_at: { type: "timestamptz", of: ({ episode }) => episode.firstStartsAt.toISOString() },
  last_starts_at: { type: "timestamptz", of: ({ episode }) => episode.lastStartsAt.toISOString() },
  alertname: { type: "text", of: ({ signal }) => signal.alertname },
  service: { type: "text", of: ({ signal }) => signal.service },
  environment: { type: "text", of: ({ signal }) => signal.environment },
  severity: { type: "text", of: ({ signal }) => signal.severity },
  summary: { type: "text", of: ({ signal }) => signal.summary },
  group_key: { type: "text", of: ({ signal }) => signal.groupKey },
  labels: { type: "jsonb", of: ({ signal }) => storableJson(signal.labels) },
  annotations: { type: "jsonb", of: ({ signal }) => storableJson(signal.annotations) },
  generator_url: { type: "text", of: ({ signal }) => signal.generatorUrl },
};

const NAMES = Object.keys(COLUMNS).join(", ");
const ARRAYS = Object.values(COLUMNS).map(({ type }, index) => `$${index + 2}::${type}[]`);
// One array per column: PostgreSQL reads them in half the time of the same rows as JSON.
const INSERT = `INSERT INTO alert_episode (${NAMES}, created_at) SELECT ${NAMES}, $1 FROM unnest(${ARRAYS.join(", ")}) AS x(${NAMES})
  ON CONFLICT DO NOTHING`;
/** Rows of a storm go in parts, so that the next part is written out here while PostgreSQL stores the last one. */
const PART = 2_000;

/** Stores new episodes. Throws conflict when another transaction stored one of them first. */
export async function insertEpisodes({ client, now }: Session, rows: readonly EpisodeRow[]): Promise<void> {
  let stored = 0;
  let running: Promise<{ readonly rowCount: number | null }> | null = null;
  for (let from = 0; from < rows.length; from += PART) {
    const part = rows.slice(from, from + PART);
    const columns = Object.values(COLUMNS).map(({ of }) => part.map(of));
    stored += (await running)?.rowCount ?? 0;
    running = client.query({ name: "insert-episodes", text: INSERT, values: [now, ...columns] });
  }
  stored += (await running)?.rowCount ?? 0;
  // Only possible when two replicas disagree about an alert's team or environment and so took different locks.
  if (stored !== rows.length) throw new AppError("conflict", "Another process stored one of these alerts first.");
}
