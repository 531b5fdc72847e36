import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { startEmbeddedPostgres } from "@/lib/adapters/postgres/embedded";
import { migrateDatabase } from "@/lib/adapters/postgres/migrate";

export const TOKEN = "bench-token-of-the-webhook";

export type Bench = {
  readonly databaseUrl: string;
  readonly pool: Pool;
  /** Starts an entry point on its own port with the bench database and answers its base URL. */
  startServer(file: string, env?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
};

/** A private database and the servers under test, each in a process of its own, as in production. */
export async function startBench(): Promise<Bench> {
  const home = mkdtempSync(join(tmpdir(), "firebreak-bench-"));
  const postgres = await startEmbeddedPostgres({ homeDir: home, port: await freePort() });
  await migrateDatabase({ url: postgres.url });
  const pool = new Pool({ connectionString: postgres.url, max: 4 });
  const children: ChildProcess[] = [];
  return {
    databaseUrl: postgres.url,
    pool,
    async startServer(file, env = {}) {
      const port = await freePort();
      const child = spawn(process.execPath, ["--import", "tsx", file], {
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          ...process.env,
          TSX_TSCONFIG_PATH: "tsconfig.node.json",
          NODE_ENV: "production",
          DATABASE_URL: postgres.url,
          FIREBREAK_HOME: home,
          FIREBREAK_NEXT: "off",
          FIREBREAK_WORKER: "off",
          FIREBREAK_WEBHOOK_TOKEN: TOKEN,
          NEXTAUTH_SECRET: "bench-secret-of-the-session",
          PORT: String(port),
          ...env,
        },
      });
      children.push(child);
      await listening(child);
      return `http://127.0.0.1:${port}`;
    },
    async close() {
      await Promise.all(children.map(ended));
      await pool.end();
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes('"listening"')) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the server under test ended with ${code}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
