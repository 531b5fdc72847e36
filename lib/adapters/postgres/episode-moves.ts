import type { Pool } from "pg";
import { z } from "zod";
import type { AlertEpisode } from "@/lib/domain/alert";
import { lockKeyOf } from "@/lib/domain/grouping";
import { SEVERITIES } from "@/lib/domain/severity";
import { AppError } from "@/lib/errors";
import type { Transaction } from "@/lib/ports";
import { lockById } from "./append-events";
import type { Session } from "./session";

const stringMap = z.record(z.string(), z.string());
const severity = z.enum(SEVERITIES).nullable();

type EpisodeRow = Omit<AlertEpisode, "severity" | "labels" | "annotations" | "startsAt" | "seen"> & {
  readonly severity: string | null;
  readonly labels: unknown;
  readonly annotations: unknown;
  readonly firstStartsAt: Date;
  readonly seenBy: string | null;
  readonly seenAt: Date | null;
};

/** A stored episode in our words. It began with the earliest firing that joined it. */
function episodeOfRow(row: EpisodeRow): AlertEpisode {
  return {
    id: row.id,
    incidentId: row.incidentId,
    fingerprint: row.fingerprint,
    alertname: row.alertname,
    service: row.service,
    team: row.team,
    environment: row.environment,
    severity: severity.parse(row.severity),
    summary: row.summary,
    labels: stringMap.parse(row.labels),
    annotations: stringMap.parse(row.annotations),
    generatorUrl: row.generatorUrl,
    startsAt: row.firstStartsAt,
    endsAt: row.endsAt,
    seen: row.seenBy === null || row.seenAt === null ? null : { by: row.seenBy, at: row.seenAt },
  };
}

const SELECT = `SELECT id, incident_id AS "incidentId", fingerprint, alertname, service, team, environment, severity, summary, labels,
  annotations, generator_url AS "generatorUrl", first_starts_at AS "firstStartsAt", ends_at AS "endsAt", seen_by AS "seenBy",
  seen_at AS "seenAt" FROM alert_episode`;

/** The first episodes of an incident, in order of start. */
export async function readEpisodes(pool: Pool, incidentId: string, limit: number): Promise<readonly AlertEpisode[]> {
  const { rows } = await pool.query<EpisodeRow>(`${SELECT} WHERE incident_id = $1 ORDER BY starts_at, id LIMIT $2`, [
    incidentId,
    limit,
  ]);
  return rows.map(episodeOfRow);
}

/** Takes the intake's locks of these places; sorted, so that two transactions never wait for each other. */
export async function lockPlaces({ client }: Pick<Session, "client">, keys: readonly string[]): Promise<void> {
  await client.query({
    name: "lock-groups",
    text: `SELECT pg_advisory_xact_lock(h) FROM (SELECT DISTINCT hashtextextended('firebreak-intake/' || k, 0) AS h
           FROM unnest($1::text[]) AS k ORDER BY h) AS sorted`,
    values: [[...new Set(keys)]],
  });
}

type Moves = Pick<
  Transaction,
  "lockWithAlerts" | "episodes" | "incidentsOfEpisodes" | "moveEpisodes" | "acknowledgeEpisodes" | "endEpisodes"
>;

/** Where alerts belong, and what people say about them, over one session. */
export function episodeMoves(session: Session): Moves {
  const { client } = session;
  const placesOf = async (ids: readonly string[]): Promise<readonly string[]> => {
    const { rows } = await client.query<{ team: string; environment: string }>(
      `SELECT team, environment FROM incident WHERE id = ANY($1::uuid[])
       UNION SELECT team, environment FROM alert_episode WHERE incident_id = ANY($1::uuid[])`,
      [ids],
    );
    return rows.map(lockKeyOf);
  };
  return {
    async lockWithAlerts(ids) {
      const held = await placesOf(ids);
      await lockPlaces(session, held);
      await lockById(session, ids);
      // An incident of another team may have been merged in before the locks were ours.
      const missed = (await placesOf(ids)).some((place) => !held.includes(place));
      if (missed) throw new AppError("conflict", "Its alerts changed at the same moment. Try again.");
      return ids.map((id) => {
        const row = session.locked.get(id.toLowerCase());
        return row ? { incident: row.incident, number: row.number } : null;
      });
    },
    async episodes(incidentId, which) {
      const condition =
        which === "all" ? "" : which === "firing" ? " AND ends_at IS NULL" : " AND id = ANY($2::uuid[])";
      const values = typeof which === "string" ? [incidentId] : [incidentId, which];
      const { rows } = await client.query<EpisodeRow>(
        `${SELECT} WHERE incident_id = $1${condition} ORDER BY starts_at, id`,
        values,
      );
      return rows.map(episodeOfRow);
    },
    async incidentsOfEpisodes(ids) {
      const { rows } = await client.query<{ incident_id: string }>(
        "SELECT DISTINCT incident_id FROM alert_episode WHERE id = ANY($1::uuid[]) AND incident_id IS NOT NULL",
        [ids],
      );
      return rows.map((row) => row.incident_id);
    },
    async moveEpisodes(from, to, ids) {
      await client.query("UPDATE alert_episode SET incident_id = $2 WHERE incident_id = $1 AND id = ANY($3::uuid[])", [
        from,
        to,
        ids,
      ]);
      // The raw deliveries tell of both from now on.
      await client.query(
        `INSERT INTO delivery_incident (delivery_id, incident_id) SELECT delivery_id, $2 FROM delivery_incident
         WHERE incident_id = $1 ON CONFLICT DO NOTHING`,
        [from, to],
      );
    },
    async acknowledgeEpisodes(ids, { at, by }) {
      const { rows } = await client.query<{ id: string }>(
        "UPDATE alert_episode SET seen_by = $2, seen_at = $3 WHERE id = ANY($1::uuid[]) AND seen_at IS NULL RETURNING id",
        [ids, by, at],
      );
      return rows.map(({ id }) => id);
    },
    async endEpisodes(ids, at) {
      await client.query(
        "UPDATE alert_episode SET ends_at = greatest($2, last_starts_at) WHERE id = ANY($1::uuid[]) AND ends_at IS NULL",
        [ids, at],
      );
    },
  };
}
