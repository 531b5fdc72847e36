import { alertKeyOf } from "@/lib/domain/episode-ledger";
import type { AlertIdentity, IntakeTransaction, KnownEpisode } from "@/lib/ports";
import { appendEvents, createIncidents, lockById } from "./append-events";
import { insertDeliveries } from "./delivery-rows";
import { lockPlaces } from "./episode-moves";
import { insertEpisodes } from "./episode-rows";
import { type LockedIncident, lockIncidentRows } from "./incident-rows";
import { addJobs } from "./jobs";
import type { Session } from "./session";

const EPISODE = `e.id, e.incident_id AS "incidentId", e.team, e.fingerprint, e.starts_at AS "startsAt",
  e.first_starts_at AS "firstStartsAt", e.last_starts_at AS "lastStartsAt", e.ends_at AS "endsAt"`;
/** The open episode is always the newest; a few closed ones tell what is late news. */
const NEWEST = 4;
const NEWEST_EPISODES = `SELECT newest.* FROM unnest($1::text[], $2::text[]) AS a(team, fingerprint) CROSS JOIN LATERAL (
    SELECT ${EPISODE} FROM alert_episode AS e WHERE e.team = a.team AND e.fingerprint = a.fingerprint
    ORDER BY e.starts_at DESC LIMIT ${NEWEST}
  ) AS newest`;
const EXACT_EPISODES = `SELECT DISTINCT ${EPISODE} FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS w(team, fingerprint, starts_at)
  JOIN alert_episode AS e ON e.team = w.team AND e.fingerprint = w.fingerprint AND e.starts_at = w.starts_at`;
const UPDATE_EPISODES = `UPDATE alert_episode AS e SET ends_at = x."endsAt", first_starts_at = x."firstStartsAt", last_starts_at = x."lastStartsAt"
  FROM json_to_recordset($1) AS x(id uuid, "endsAt" timestamptz, "firstStartsAt" timestamptz, "lastStartsAt" timestamptz) WHERE e.id = x.id`;
const LAST_RESOLVED = `SELECT r.* FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS p(team, environment, service)) AS p
  CROSS JOIN LATERAL (SELECT id, team, environment, service, resolved_at AS "resolvedAt" FROM incident
    WHERE service = p.service AND team = p.team AND environment = p.environment AND status = 'resolved' AND resolved_at >= $4
    ORDER BY resolved_at DESC, id DESC LIMIT 1) AS r`;

/** From each place's merged incidents along the merges to what is open now; the newest where there are several. */
const HOMES = `WITH RECURSIVE chain AS (
    SELECT p.team, p.environment, p.service, i.merged_into AS id
    FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS p(team, environment, service)) AS p
    JOIN incident AS i ON i.service = p.service AND i.team = p.team AND i.environment = p.environment AND i.merged_into IS NOT NULL
    UNION
    SELECT c.team, c.environment, c.service, i.merged_into FROM chain AS c JOIN incident AS i ON i.id = c.id
    WHERE i.merged_into IS NOT NULL
  )
  SELECT DISTINCT ON (c.team, c.environment, c.service) c.team, c.environment, c.service, i.id
  FROM chain AS c JOIN incident AS i ON i.id = c.id WHERE i.status <> 'resolved'
  ORDER BY c.team, c.environment, c.service, i.opened_at DESC, i.id`;

const intakeIncident = ({ incident, number, openKey }: LockedIncident) => ({ incident, number, openKey });

/** The port's set-based reads and writes over one session. */
export function intakeTransactionOf(session: Session): IntakeTransaction {
  const { client } = session;
  return {
    now: session.now,
    async lock(keys) {
      await lockPlaces(session, keys);
    },
    async knownEpisodes(alerts) {
      const byAlert = new Map(alerts.map((alert) => [alertKeyOf(alert), alert]));
      const distinct = [...byAlert.values()];
      const { rows } = await client.query<KnownEpisode>({
        name: "newest-episodes",
        text: NEWEST_EPISODES,
        values: [distinct.map(({ team }) => team), distinct.map(({ fingerprint }) => fingerprint)],
      });
      const older = olderThanKnown(alerts, rows);
      if (older.length === 0) return rows;
      const exact = await client.query<KnownEpisode>({
        name: "exact-episodes",
        text: EXACT_EPISODES,
        values: [
          older.map(({ team }) => team),
          older.map(({ fingerprint }) => fingerprint),
          older.map(({ startsAt }) => startsAt.toISOString()),
        ],
      });
      return [...rows, ...exact.rows];
    },
    async lockIncidents({ ids, openKeys }) {
      const where = { name: "lock-for-intake", text: "id = ANY($1::uuid[]) OR open_key = ANY($2::text[])" };
      return (await lockIncidentRows(session, { ...where, values: [ids, openKeys] })).map(intakeIncident);
    },
    async lockRecent(places, since) {
      const where = {
        name: "lock-recent",
        text: `status <> 'resolved' AND opened_at >= $3 AND (team, environment) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      };
      const values = [places.map(({ team }) => team), places.map(({ environment }) => environment), since];
      return (await lockIncidentRows(session, { ...where, values })).map(intakeIncident);
    },
    async lastResolved(places, since) {
      const { rows } = await client.query<Awaited<ReturnType<IntakeTransaction["lastResolved"]>>[number]>({
        name: "last-resolved",
        text: LAST_RESOLVED,
        values: [
          places.map(({ team }) => team),
          places.map(({ environment }) => environment),
          places.map(({ service }) => service),
          since,
        ],
      });
      return rows;
    },
    async homesOf(places) {
      const { rows } = await client.query<{ team: string; environment: string; service: string; id: string }>({
        name: "homes",
        text: HOMES,
        values: [
          places.map(({ team }) => team),
          places.map(({ environment }) => environment),
          places.map(({ service }) => service),
        ],
      });
      if (rows.length === 0) return [];
      await lockById(session, [...new Set(rows.map(({ id }) => id))]);
      return rows.flatMap(({ id, ...place }) => {
        const home = session.locked.get(id);
        // Between the look and the lock it may have been resolved.
        return home && home.incident.status !== "resolved" ? [{ ...place, home: intakeIncident(home) }] : [];
      });
    },
    createIncidents: (rows) => createIncidents(session, rows),
    async append(rows) {
      await appendEvents(session, rows);
    },
    insertEpisodes: (rows) => insertEpisodes(session, rows),
    async updateEpisodes(episodes) {
      if (episodes.length === 0) return;
      await client.query({ name: "update-episodes", text: UPDATE_EPISODES, values: [JSON.stringify(episodes)] });
    },
    saveDeliveries: (rows) => insertDeliveries(session, rows),
    async beat(names) {
      if (names.length === 0) return;
      await client.query(
        `INSERT INTO heartbeat (name, last_at) SELECT DISTINCT n, $2::timestamptz FROM unnest($1::text[]) AS n ORDER BY 1
         ON CONFLICT (name) DO UPDATE SET last_at = greatest(heartbeat.last_at, EXCLUDED.last_at)`,
        [names, session.now],
      );
    },
    addJobs: (jobs) => addJobs(session, jobs),
  };
}

/** Alerts whose startsAt lies before all of the newest episodes read, when there may be more of them. */
function olderThanKnown(alerts: readonly AlertIdentity[], rows: readonly KnownEpisode[]): readonly AlertIdentity[] {
  const found = new Map<string, { count: number; oldest: Date }>();
  for (const row of rows) {
    const key = alertKeyOf(row);
    const known = found.get(key);
    const oldest = known && known.oldest < row.startsAt ? known.oldest : row.startsAt;
    found.set(key, { count: (known?.count ?? 0) + 1, oldest });
  }
  return alerts.filter((alert) => {
    const known = found.get(alertKeyOf(alert));
    return known !== undefined && known.count >= NEWEST && alert.startsAt < known.oldest;
  });
}
