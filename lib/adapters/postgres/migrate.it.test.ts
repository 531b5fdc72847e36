import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrateDatabase } from "./migrate";

let directory: string;
let url: string;
let client: Client;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "firebreak-migrations-"));
  const name = `migrate_${randomUUID().replaceAll("-", "")}`;
  const admin = new Client({ connectionString: inject("postgresUrl") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const target = new URL(inject("postgresUrl"));
  target.pathname = `/${name}`;
  url = target.href;
  client = new Client({ connectionString: url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  rmSync(directory, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, "migration.sql"), sql);
}

test("migrations apply once, in order, and are recorded as prisma records them", async () => {
  write("20260102000000_add_column", "ALTER TABLE a ADD COLUMN n int;\nCREATE INDEX ON a (n);");
  write("20260101000000_init", "CREATE TABLE a (id int);");
  const names = ["20260101000000_init", "20260102000000_add_column"];
  expect(await migrateDatabase({ url, directory })).toEqual({ applied: names, alreadyApplied: 0, unknown: [] });
  expect(await migrateDatabase({ url, directory })).toEqual({ applied: [], alreadyApplied: 2, unknown: [] });
  const { rows } = await client.query(`SELECT * FROM "_prisma_migrations" ORDER BY started_at`);
  expect(rows.map((row) => row.migration_name)).toEqual(names);
  expect(rows[0]).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checksum: createHash("sha256").update("CREATE TABLE a (id int);").digest("hex"),
    finished_at: expect.any(Date),
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
  });
});

test("two processes at once apply each migration once", async () => {
  write("20260101000000_init", "CREATE TABLE a (id int);");
  const results = await Promise.all([1, 2, 3].map(() => migrateDatabase({ url, directory })));
  expect(results.flatMap((result) => result.applied)).toEqual(["20260101000000_init"]);
});

test("a migration that fails leaves nothing behind and is named", async () => {
  write("20260101000000_init", "CREATE TABLE a (id int);");
  write("20260102000000_bad", "CREATE TABLE b (id int); SELECT 1/0;");
  await expect(migrateDatabase({ url, directory })).rejects.toThrow("20260102000000_bad failed: division by zero");
  expect((await client.query("SELECT to_regclass('a') AS a, to_regclass('b') AS b")).rows[0]).toEqual({
    a: "a",
    b: null,
  });
  write("20260102000000_bad", "CREATE TABLE b (id int);");
  expect((await migrateDatabase({ url, directory })).applied).toEqual(["20260102000000_bad"]);
});

test("an applied file that was changed is refused", async () => {
  write("20260101000000_init", "CREATE TABLE a (id int);");
  await migrateDatabase({ url, directory });
  write("20260101000000_init", "CREATE TABLE a (id bigint);");
  await expect(migrateDatabase({ url, directory })).rejects.toThrow(
    "20260101000000_init was changed after it was applied",
  );
});

test("an unfinished migration of prisma migrate is refused, a rolled back one is applied again", async () => {
  write("20260101000000_init", "CREATE TABLE a (id int);");
  await migrateDatabase({ url, directory });
  await client.query(`DROP TABLE a; UPDATE "_prisma_migrations" SET finished_at = NULL`);
  await expect(migrateDatabase({ url, directory })).rejects.toThrow("never finished");
  await client.query(`UPDATE "_prisma_migrations" SET rolled_back_at = now()`);
  expect((await migrateDatabase({ url, directory })).applied).toEqual(["20260101000000_init"]);
});

test("a database that a newer version migrated is reported, not refused", async () => {
  write("20260101000000_init", "CREATE TABLE a (id int);");
  write("20260102000000_newer", "CREATE TABLE b (id int);");
  await migrateDatabase({ url, directory });
  rmSync(join(directory, "20260102000000_newer"), { recursive: true });
  expect(await migrateDatabase({ url, directory })).toMatchObject({ applied: [], unknown: ["20260102000000_newer"] });
});
