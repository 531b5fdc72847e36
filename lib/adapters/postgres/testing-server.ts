import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "./embedded";
import { migrateDatabase } from "./migrate";
import { processStartTime } from "./process-lock.mjs";
import { TEMPLATE_DATABASE } from "./testing";

/** Vitest global setup of the `it` project: one PostgreSQL with one migrated template for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = join(project.config.root, ".firebreak", "test");
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = Number(/^pg-(\d+)$/.exec(name)?.[1]);
    if (pid && processStartTime(pid) === null) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const homeDir = join(parent, `pg-${process.pid}`);
  const server = await startEmbeddedPostgres({ homeDir, port: await freePort(), rootDir: project.config.root });
  const url = new URL(server.url);
  url.pathname = "/postgres";
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await client.end();
  const template = new URL(url);
  template.pathname = `/${TEMPLATE_DATABASE}`;
  await migrateDatabase({ url: template.href, directory: join(project.config.root, "prisma", "migrations") });
  project.provide("postgresUrl", url.href);
  return async () => {
    await server.stop();
    rmSync(homeDir, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
