import type { Pool } from "pg";

/** Columns that every copy has of its own. */
const OWN = ["id", "number", "open_key", "state", "detected_at", "opened_at", "resolved_at"];

/**
 * Copies the stored incidents, each a little older than the last, until there are so many. The copies have rows, not events: they are
 * for lists and reports, not for rooms.
 */
export async function multiplyIncidents(pool: Pick<Pool, "query">, total: number): Promise<void> {
  const { rows } = await pool.query<{ column_name: string }>(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'incident' AND table_schema = current_schema()",
  );
  const shared = rows.map(({ column_name }) => column_name).filter((name) => !OWN.includes(name));
  await pool.query(
    `INSERT INTO incident (id, open_key, state, detected_at, opened_at, resolved_at, ${shared.join(", ")})
     SELECT copy.id, NULL, jsonb_set(state, '{id}', to_jsonb(copy.id::text)), detected_at - copy.older, opened_at - copy.older,
       resolved_at - copy.older, ${shared.map((name) => `"${name}"`).join(", ")}
     FROM generate_series(1, $1) AS nth
     JOIN LATERAL (SELECT gen_random_uuid() AS id, nth * interval '1 minute' AS older) AS copy ON true
     JOIN (SELECT *, row_number() OVER (ORDER BY number) - 1 AS place, count(*) OVER () AS n FROM incident) AS one
       ON one.place = nth % one.n`,
    [Math.max(0, total - (await countOf(pool)))],
  );
  await pool.query("ANALYZE incident");
}

async function countOf(pool: Pick<Pool, "query">): Promise<number> {
  const { rows } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM incident");
  return rows[0]?.n ?? 0;
}
