import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";
import { findPostgresBinaries } from "./embedded-binaries";
import { type Cluster, initialiseCluster, startCluster } from "./embedded-cluster";
import { livePostmaster, type Postmaster } from "./postmaster";
import { isSameProcess, type ProcessLock, processStartTime, tryLock } from "./process-lock.mjs";

const USER = "firebreak";
const DATABASE = "firebreak";
const JOIN_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 20_000;

const RUNNING = z.object({ url: z.string(), port: z.number(), pid: z.number(), startTime: z.string() });
type Running = z.infer<typeof RUNNING>;

export type EmbeddedPostgres = {
  /** Connection URL of database `firebreak`; the port may differ from the wanted one when a live server was adopted. */
  readonly url: string;
  /** True when this process stops the server in `stop()`; otherwise another process does and `stop()` does nothing. */
  readonly owned: boolean;
  readonly stop: () => Promise<void>;
};

/**
 * The private PostgreSQL server of one `.firebreak` folder. The first process takes `pg.lock` and starts it (or adopts a
 * live server that a killed owner left behind); later ones connect by `pg.json`. Fails when it cannot start within a minute.
 */
export async function startEmbeddedPostgres(options: {
  readonly homeDir: string;
  readonly port: number;
  /** Folder that holds node_modules; the working directory unless told. */
  readonly rootDir?: string;
}): Promise<EmbeddedPostgres> {
  const homeDir = resolve(options.homeDir);
  mkdirSync(homeDir, { recursive: true });
  const deadline = Date.now() + JOIN_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const lock = tryLock(join(homeDir, "pg.lock"));
    if (lock !== null) return own({ homeDir, lock, port: options.port, rootDir: options.rootDir ?? process.cwd() });
    const running = readRunning(homeDir);
    if (running && isSameProcess(running)) return { url: running.url, owned: false, stop: async () => {} };
    await delay(100);
  }
  throw new Error(`Another process holds ${join(homeDir, "pg.lock")} but its PostgreSQL did not come up`);
}

async function own(start: {
  homeDir: string;
  lock: ProcessLock;
  port: number;
  rootDir: string;
}): Promise<EmbeddedPostgres> {
  const { homeDir, lock, rootDir } = start;
  try {
    const cluster: Cluster = {
      dataDir: join(homeDir, "pg"),
      logFile: join(homeDir, "pg.log"),
      binaries: findPostgresBinaries(rootDir),
      user: USER,
      password: keptPassword(homeDir),
    };
    await initialiseCluster(cluster);
    const postmaster = (await adoptable(cluster.dataDir)) ?? (await startCluster(cluster, start.port));
    const url = `postgresql://${USER}:${cluster.password}@127.0.0.1:${postmaster.port}/${DATABASE}`;
    await ensureDatabase(url);
    const running = {
      url,
      port: postmaster.port,
      pid: postmaster.pid,
      startTime: processStartTime(postmaster.pid) ?? "",
    };
    writeFileSync(join(homeDir, "pg.json"), JSON.stringify(running), { mode: 0o600 });
    return { url, owned: true, stop: () => stopServer({ homeDir, lock, running }) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A live server of our data folder; one that is about to start or stop is waited for. */
async function adoptable(dataDir: string): Promise<Postmaster | null> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  for (;;) {
    const postmaster = livePostmaster(dataDir);
    if (postmaster === null || postmaster.state === "ready") return postmaster;
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL ${postmaster.pid} of ${dataDir} stays "${postmaster.state}"`);
    await delay(50);
  }
}

function keptPassword(homeDir: string): string {
  const file = join(homeDir, "pg.password");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const password = randomBytes(24).toString("base64url");
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

async function ensureDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new Client({ connectionString: admin.href });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}

function readRunning(homeDir: string): Running | null {
  try {
    return RUNNING.parse(JSON.parse(readFileSync(join(homeDir, "pg.json"), "utf8")));
  } catch {
    return null; // absent, or being written: the caller asks again
  }
}

async function stopServer(target: { homeDir: string; lock: ProcessLock; running: Running }): Promise<void> {
  const { homeDir, lock, running } = target;
  if (isSameProcess(running)) {
    process.kill(running.pid, "SIGINT"); // fast shutdown: sessions are ended, data is written
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (isSameProcess(running)) {
      if (Date.now() > deadline) process.kill(running.pid, "SIGQUIT");
      await delay(25);
    }
  }
  rmSync(join(homeDir, "pg.json"), { force: true });
  lock.release();
}
