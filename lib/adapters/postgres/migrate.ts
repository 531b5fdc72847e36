import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { installJobSchema } from "./job-schema";

/** The key that `prisma migrate` locks as well, so that both never run at once. */
const PRISMA_LOCK_KEY = 72_707_369;

/** Exactly Prisma's table: `prisma migrate status|deploy` on another machine must agree with what was done here. */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };
export type MigrationResult = {
  readonly applied: readonly string[];
  readonly alreadyApplied: number;
  /** Recorded in the database but not in the folder: the database was migrated by a newer version. */
  readonly unknown: readonly string[];
};

/** The folders `<timestamp>_<name>` with a migration.sql, in the order in which they apply; checksum = SHA-256 of the file. */
export function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const file = readFileSync(join(directory, name, "migration.sql"));
      return { name, sql: file.toString("utf8"), checksum: createHash("sha256").update(file).digest("hex") };
    });
}

/**
 * Applies what is missing, each migration and its record in one transaction under a transaction-scoped lock (PgBouncer keeps
 * no session locks). Refuses when an applied file was changed or a migration of `prisma migrate` was left unfinished.
 */
export async function migrateDatabase(options: {
  readonly url: string;
  readonly directory?: string;
}): Promise<MigrationResult> {
  const migrations = readMigrations(options.directory ?? resolve("prisma", "migrations"));
  const client = new Client({ connectionString: options.url, application_name: "firebreak-migrate" });
  await client.connect();
  try {
    await inTransaction(client, () => client.query(CREATE_TABLE));
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await inTransaction(client, () => applyOne(client, migration))) applied.push(migration.name);
    }
    // The job queue keeps its own schema and its own list of migrations.
    await inTransaction(client, () => installJobSchema(options.url));
    const { rows } = await client.query<{ migration_name: string }>(
      `SELECT migration_name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name`,
    );
    const known = new Set(migrations.map(({ name }) => name));
    const unknown = rows.map((row) => row.migration_name).filter((name) => !known.has(name));
    return { applied, alreadyApplied: migrations.length - applied.length, unknown };
  } finally {
    await client.end();
  }
}

async function applyOne(client: Client, { name, sql, checksum }: Migration): Promise<boolean> {
  const { rows } = await client.query<{ checksum: string; finished_at: Date | null }>(
    `SELECT checksum, finished_at FROM "_prisma_migrations" WHERE migration_name = $1 AND rolled_back_at IS NULL`,
    [name],
  );
  const record = rows[0];
  if (record && record.finished_at === null)
    throw new Error(`Migration ${name} was started and never finished: repair it first`);
  if (record && record.checksum !== checksum) {
    throw new Error(`Migration ${name} was changed after it was applied: restore the file and add a new migration`);
  }
  if (record) return false;
  try {
    await client.query(sql);
  } catch (error) {
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
     VALUES ($1, $2, clock_timestamp(), $3, NULL, now(), 1)`,
    [randomUUID(), checksum, name],
  );
  return true;
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [PRISMA_LOCK_KEY]);
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
