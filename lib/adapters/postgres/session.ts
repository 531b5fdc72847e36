import type { Pool, PoolClient } from "pg";
import { isRetryable, isUnavailable, storeFailure } from "./failures";
import type { LockedIncident } from "./incident-rows";

export const LIVE_CHANNEL = "firebreak_live";
const ATTEMPTS = 5;

/** One open transaction on one connection. */
export type Session = {
  readonly client: PoolClient;
  /** PostgreSQL's clock at the start of the transaction, in whole milliseconds; also the recordedAt of what it appends. */
  readonly now: Date;
  readonly nextId: () => string;
  /** Incidents whose rows this transaction holds, as they are after its own appends. */
  readonly locked: Map<string, LockedIncident>;
  /** Newest seq per incident appended to: told once each at commit. */
  readonly touched: Map<string, number>;
};

/**
 * Runs `work` in a transaction and commits it. Serialisation failures and deadlocks are run again. An unreachable database
 * becomes AppError `unavailable`; the caller then does not know whether a commit that was under way took place.
 */
export async function runTransaction<T>(
  { pool, nextId }: { readonly pool: Pool; readonly nextId: () => string },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(pool, nextId, work);
    } catch (error) {
      if (!isRetryable(error) || attempt >= ATTEMPTS) throw storeFailure(error);
    }
  }
}

async function runOnce<T>(pool: Pool, nextId: () => string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const session = { client, now: await begin(client), nextId, locked: new Map(), touched: new Map() };
    const result = await work(session);
    await client.query(commitSql(session.touched));
    return result;
  } catch (error) {
    broken = await rollback(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function begin(client: PoolClient): Promise<Date> {
  // One round trip; pg answers such a query with one result per statement. Every statement of a transaction looks rows up by
  // an index; a plan that was cached while a table was small must not scan it once a storm has filled it.
  const results: unknown = await client.query(
    "BEGIN; SET LOCAL enable_seqscan = off; SELECT date_trunc('milliseconds', now()) AS now",
  );
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
  const row: unknown =
    typeof last === "object" && last !== null && "rows" in last && Array.isArray(last.rows) ? last.rows[0] : undefined;
  if (typeof row === "object" && row !== null && "now" in row && row.now instanceof Date) return row.now;
  throw new Error("PostgreSQL did not tell its time");
}

/** The notices go with the commit in one round trip. Both parts are ours (UUIDs and integers), never text from outside. */
function commitSql(touched: ReadonlyMap<string, number>): string {
  if (touched.size === 0) return "COMMIT";
  const payloads = [...touched].map(([incidentId, seq]) => `${incidentId}:${seq}`);
  return `SELECT pg_notify('${LIVE_CHANNEL}', notice) FROM unnest('{${payloads.join(",")}}'::text[]) AS notice; COMMIT`;
}

/** Answers the error when the connection is of no more use. */
async function rollback(client: PoolClient, cause: unknown): Promise<Error | undefined> {
  if (isUnavailable(cause)) return cause instanceof Error ? cause : new Error("connection lost");
  try {
    await client.query("ROLLBACK");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("rollback failed");
  }
}
