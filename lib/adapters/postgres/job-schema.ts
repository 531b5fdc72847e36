import { Logger, runMigrations } from "graphile-worker";
import { Pool } from "pg";

const SILENT = new Logger(() => () => {});

/** Creates or upgrades the job queue's own schema (`graphile_worker`). Safe when several processes do it at once. */
export async function installJobSchema(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 2, application_name: "firebreak-jobs" });
  // Both kinds of error also reject the query under way; here they only must not end the process.
  const ignore = (): void => {};
  pool.on("error", ignore).on("connect", (client) => client.on("error", ignore));
  try {
    await runMigrations({ pgPool: pool, logger: SILENT });
  } finally {
    await pool.end();
  }
}
