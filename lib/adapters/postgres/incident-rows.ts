import { ZodError } from "zod";
import { incidentFromState, incidentToStateText } from "@/lib/contracts/incident-state";
import { type Incident, incidentOf } from "@/lib/domain/incident";
import { readEvents } from "./event-rows";
import type { Session } from "./session";
import { storableJsonText } from "./storable";

export type LockedIncident = { readonly incident: Incident; readonly number: number; readonly openKey: string | null };
export type StateRow = {
  readonly id: string;
  readonly number: number;
  readonly open_key: string | null;
  readonly state: unknown;
};

/** Columns of `incident` that cache the fold, by column name. Times are ISO strings. */
export function cachedColumnsOf(incident: Incident) {
  return {
    id: incident.id,
    last_seq: incident.lastSeq,
    title: incident.title,
    service: incident.service,
    team: incident.team,
    environment: incident.environment,
    severity: incident.severity,
    status: incident.status,
    origin: incident.origin,
    opened_at: incident.openedAt,
    detected_at: incident.detectedAt,
    impact_start_at: incident.impactStartAt,
    acknowledged_at: incident.acknowledgedAt,
    mitigated_at: incident.mitigatedAt,
    resolved_at: incident.resolvedAt,
    closed_at: incident.closedAt,
    firing_count: incident.firingCount,
    recurrence_of: incident.recurrenceOf,
    merged_into: incident.mergedInto?.incidentId ?? null,
  } as const;
}

const COLUMN_TYPES: Readonly<Record<keyof ReturnType<typeof cachedColumnsOf>, string>> = {
  id: "uuid",
  last_seq: "int",
  title: "text",
  service: "text",
  team: "text",
  environment: "text",
  severity: "text",
  status: "text",
  origin: "text",
  opened_at: "timestamptz",
  detected_at: "timestamptz",
  impact_start_at: "timestamptz",
  acknowledged_at: "timestamptz",
  mitigated_at: "timestamptz",
  resolved_at: "timestamptz",
  closed_at: "timestamptz",
  firing_count: "int",
  recurrence_of: "uuid",
  merged_into: "uuid",
};

const NAMES = Object.keys(COLUMN_TYPES);
const RECORD = Object.entries(COLUMN_TYPES).map(([name, type]) => `${name} ${type}`);
const INSERT = `INSERT INTO incident (${NAMES.join(", ")}, open_key, state, updated_at)
  SELECT ${NAMES.join(", ")}, open_key, state, $2 FROM json_to_recordset($1) AS x(${RECORD.join(", ")}, open_key text, state jsonb)
  RETURNING id, number`;
const UPDATE = `UPDATE incident AS i SET ${NAMES.filter((name) => name !== "id")
  .map((name) => `${name} = x.${name}`)
  .join(", ")}, state = x.state, updated_at = $2,
  open_key = CASE WHEN x.status = 'resolved' THEN NULL ELSE i.open_key END
  FROM json_to_recordset($1) AS x(${RECORD.join(", ")}, state jsonb) WHERE i.id = x.id`;

function recordOf(incident: Incident): string {
  const columns = JSON.stringify(cachedColumnsOf(incident));
  return `${columns.slice(0, -1)},"state":${incidentToStateText(incident)}`;
}

/** Inserts incidents and answers their numbers by id. A taken open key is a unique violation. */
export async function insertIncidents(
  { client, now }: Session,
  rows: readonly { readonly incident: Incident; readonly openKey: string | null }[],
): Promise<ReadonlyMap<string, number>> {
  const records = rows.map(({ incident, openKey }) => `${recordOf(incident)},"open_key":${JSON.stringify(openKey)}}`);
  const { rows: numbers } = await client.query<{ id: string; number: number }>({
    name: "insert-incidents",
    text: INSERT,
    values: [storableJsonText(`[${records.join(",")}]`), now],
  });
  return new Map(numbers.map(({ id, number }) => [id, number]));
}

/** Writes the caches of incidents whose rows this transaction holds. A resolved incident gives its open key back. */
export async function updateIncidents({ client, now }: Session, incidents: readonly Incident[]): Promise<void> {
  await client.query({
    name: "update-incidents",
    text: UPDATE,
    values: [storableJsonText(`[${incidents.map((incident) => `${recordOf(incident)}}`).join(",")}]`), now],
  });
}

/** The cached state, or the events folded again when an older build wrote it. */
export async function incidentOfRow(client: Pick<Session["client"], "query">, row: StateRow): Promise<Incident> {
  try {
    return incidentFromState(row.state);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return incidentOf(await readEvents(client, row.id));
  }
}

/** Locks the rows in order of id (so that two transactions never wait for each other) and remembers them. */
export async function lockIncidentRows(
  session: Session,
  where: { readonly text: string; readonly values: readonly unknown[]; readonly name: string },
): Promise<readonly LockedIncident[]> {
  const { rows } = await session.client.query<StateRow>({
    name: where.name,
    text: `SELECT id, number, open_key, state FROM incident WHERE ${where.text} ORDER BY id FOR UPDATE`,
    values: [...where.values],
  });
  const locked: LockedIncident[] = [];
  for (const row of rows) {
    const known = session.locked.get(row.id);
    const entry = known ?? {
      incident: await incidentOfRow(session.client, row),
      number: row.number,
      openKey: row.open_key,
    };
    session.locked.set(row.id, entry);
    locked.push(entry);
  }
  return locked;
}
