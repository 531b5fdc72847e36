import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** Name of the migrated database that every test database is copied from. */
export const TEMPLATE_DATABASE = "firebreak_template";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection URL of the test run's PostgreSQL (database `postgres`); only in `*.it.test.ts`. */
    postgresUrl: string;
  }
}

/** A fresh migrated database of its own (a copy of the template, about 31 ms); the whole server is removed after the run. */
export async function testDatabase(): Promise<{ readonly url: string; readonly name: string }> {
  const serverUrl = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name };
}
