import { resolve } from "node:path";
import { startEmbeddedPostgres } from "@/lib/adapters/postgres/embedded";
import { migrateDatabase } from "@/lib/adapters/postgres/migrate";

const homeDir = resolve(process.env.FIREBREAK_HOME ?? ".firebreak");
const port = Number(process.env.PORT ?? 3000) + 1;
const embedded = process.env.DATABASE_URL ? null : await startEmbeddedPostgres({ homeDir, port });
try {
  const { applied, alreadyApplied, unknown } = await migrateDatabase({
    url: process.env.DATABASE_URL ?? embedded?.url ?? "",
  });
  for (const name of applied) console.log(`Applied ${name}`);
  for (const name of unknown) console.log(`Not in prisma/migrations (a newer version migrated this database): ${name}`);
  console.log(`${applied.length} applied, ${alreadyApplied} already there`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await embedded?.stop();
}
