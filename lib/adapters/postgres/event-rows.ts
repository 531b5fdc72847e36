import { actorSchema, timelineEventOf } from "@/lib/contracts/events";
import { EVENT_VERSIONS, type IncidentEvent, type TimelineEvent } from "@/lib/domain/events";
import type { Session } from "./session";
import { storableJson } from "./storable";

type EventRow = {
  readonly id: string;
  readonly incident_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly v: number;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly actor: unknown;
  readonly data: unknown;
};

const INSERT = `INSERT INTO incident_event (id, incident_id, seq, kind, v, at, recorded_at, actor, data)
  SELECT id, incident_id, seq, kind, v, at, $2, actor, data
  FROM json_to_recordset($1) AS x(id uuid, incident_id uuid, seq int, kind text, v int, at timestamptz, actor jsonb, data jsonb)`;
const READ = `SELECT id, incident_id, seq, kind, v, at, recorded_at, actor, data
  FROM incident_event WHERE incident_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`;

export async function insertEvents({ client, now }: Session, events: readonly IncidentEvent[]): Promise<void> {
  const records = events.map(({ id, incidentId, seq, kind, at, actor, data }) => ({
    id,
    incident_id: incidentId,
    seq,
    kind,
    v: EVENT_VERSIONS[kind],
    at,
    actor,
    data,
  }));
  await client.query({ name: "insert-events", text: INSERT, values: [storableJson(records), now] });
}

/** Events with seq > afterSeq in order of seq; all of them unless a limit is given. */
export async function readEvents(
  client: Pick<Session["client"], "query">,
  incidentId: string,
  options: { readonly afterSeq?: number; readonly limit?: number } = {},
): Promise<TimelineEvent[]> {
  const { rows } = await client.query<EventRow>({
    name: "read-events",
    text: READ,
    values: [incidentId, options.afterSeq ?? 0, options.limit ?? null],
  });
  return rows.map((row) =>
    timelineEventOf({
      id: row.id,
      incidentId: row.incident_id,
      seq: row.seq,
      kind: row.kind,
      v: row.v,
      at: row.at,
      recordedAt: row.recorded_at,
      actor: actorSchema.parse(row.actor),
      data: row.data,
    }),
  );
}
