import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPostgres } from "@/lib/adapters/postgres/client";
import { startEmbeddedPostgres } from "@/lib/adapters/postgres/embedded";
import { migrateDatabase } from "@/lib/adapters/postgres/migrate";
import { type Seeded, seedIncidents } from "../seed/incidents";
import { PEOPLE } from "../seed/story";
import { buildApp } from "../setup/build.mjs";
import type { Account } from "./session";

export type SeededServer = {
  readonly url: string;
  readonly account: Account;
  readonly seeded: Seeded;
  stop(): Promise<void>;
};

const START_TIMEOUT_MS = 60_000;

/** The production server over a private database with the seeded incidents, its clock standing at `now`. `addTo` may add to the database first. */
export async function startSeededServer(
  now: Date,
  addTo?: (databaseUrl: string) => Promise<void>,
): Promise<SeededServer> {
  const dist = await buildApp();
  const home = mkdtempSync(join(tmpdir(), "firebreak-screens-"));
  const [port, postgresPort] = [await freePort(), await freePort()];
  const database = await startEmbeddedPostgres({ homeDir: home, port: postgresPort });
  const stops: (() => Promise<void>)[] = [
    async () => rmSync(home, { recursive: true, force: true }),
    () => database.stop(),
  ];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const seeded = await seed(database.url, now);
    await addTo?.(database.url);
    const password = randomBytes(12).toString("base64url");
    const accounts = PEOPLE.map(({ email, name, role }) => ({ email, name, role, password }));
    writeFileSync(join(home, "accounts.json"), JSON.stringify(accounts), { mode: 0o600 });
    const url = `http://127.0.0.1:${port}`;
    const server = spawn(
      process.execPath,
      ["--import", "./scripts/screens/fixed-clock.mjs", "--import", "tsx", "server/main.ts"],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          ...process.env,
          NODE_ENV: "production",
          FIREBREAK_FIXED_NOW: now.toISOString(),
          FIREBREAK_HOME: home,
          FIREBREAK_DIST: dist ?? "",
          FIREBREAK_WORKER: "off",
          FIREBREAK_DEMO_ACCOUNTS: join(home, "accounts.json"),
          FIREBREAK_BASE_URL: url,
          NEXTAUTH_URL: url,
          NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
          DATABASE_URL: database.url,
          PORT: String(port),
        },
      },
    );
    stops.push(() => ended(server));
    await listening(server);
    return { url, account: { email: PEOPLE[0].email, password }, seeded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function seed(url: string, now: Date): Promise<Seeded> {
  await migrateDatabase({ url });
  const postgres = createPostgres({ url });
  try {
    await postgres.intake.transaction((tx) => tx.beat(["Watchdog"]));
    return await seedIncidents(postgres.store, now);
  } finally {
    await postgres.close();
  }
}

/** Resolves with the line that says it listens; fails when the server ends before, or says nothing for a minute. */
function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the server did not start in a minute")), START_TIMEOUT_MS);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    let text = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (!text.includes('"event":"listening"')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once("exit", () => resolve());
    server.kill("SIGTERM");
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
