import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbeddedPostgres } from "./embedded";
import { isSameProcess, processStartTime } from "./process-lock.mjs";

let homeDir: string;
let stops: (() => Promise<void>)[];
beforeEach(() => {
  // mkdtemp makes 0700 folders, which is what a fresh clone in a temporary folder is; the space is on purpose.
  homeDir = mkdtempSync(join(tmpdir(), "firebreak home "));
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  rmSync(homeDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function start(port: number) {
  const server = await startEmbeddedPostgres({ homeDir, port });
  stops.push(server.stop);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** A second process that starts the database of the same folder, says so, and then lives until it is killed. */
async function ownerProcess(port: number): Promise<{ child: ChildProcess; url: string }> {
  const script = `import("./lib/adapters/postgres/embedded.ts").then(async (m) => {
    const s = await m.startEmbeddedPostgres(${JSON.stringify({ homeDir, port })});
    console.log(JSON.stringify({ url: s.url })); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  stops.push(async () => {
    child.kill("SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: JSON.parse(line).url };
  throw new Error("the owner ended before it was ready");
}

test("it starts in a 0700 folder with a space, keeps data over a restart, and keeps its secrets to the owner", async () => {
  const port = await freePort();
  const first = await start(port);
  expect(first.owned).toBe(true);
  expect(new URL(first.url).port).toBe(String(port));
  await ask(first.url, "CREATE TABLE kept (n int)");
  expect(await ask(first.url, "SELECT getdatabaseencoding() || ' ' || current_setting('fsync')")).toBe("UTF8 on");
  expect(statSync(join(homeDir, "pg.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(homeDir, "pg.password")).mode & 0o777).toBe(0o600);
  const { pid, startTime } = JSON.parse(readFileSync(join(homeDir, "pg.json"), "utf8"));
  await first.stop();
  expect(isSameProcess({ pid, startTime })).toBe(false);
  const second = await start(port);
  expect(await ask(second.url, "SELECT count(*)::int FROM kept")).toBe(0);
});

test("a wrong password is refused", async () => {
  const server = await start(await freePort());
  const wrong = new URL(server.url);
  wrong.password = "guessed";
  await expect(ask(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("two starts at once share one server, and only the owner stops it", async () => {
  const port = await freePort();
  const [one, two] = await Promise.all([start(port), start(port)]);
  expect([one.owned, two.owned].filter(Boolean)).toHaveLength(1);
  expect(one.url).toBe(two.url);
  const [owner, guest] = one.owned ? [one, two] : [two, one];
  await guest.stop();
  expect(await ask(owner.url, "SELECT 1")).toBe(1);
});

test("a killed owner blocks nothing: the next start takes over and has every committed row", async () => {
  const { child, url } = await ownerProcess(await freePort());
  await ask(url, "CREATE TABLE kept (n int)");
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  const next = await start(Number(new URL(url).port));
  expect(next.owned).toBe(true);
  expect(await ask(next.url, "SELECT count(*)::int FROM kept")).toBe(0);
});

test("a port that another program holds is an error that names the port, and the lock is given back", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(start(port)).rejects.toThrow(new RegExp(`port ${port}.*in use`));
  other.close();
  await once(other, "close");
  expect((await start(port)).owned).toBe(true);
});

test("an unclean end of the server itself is recovered at the next start", async () => {
  const port = await freePort();
  const first = await start(port);
  await ask(first.url, "CREATE TABLE kept (n int)");
  const { pid } = JSON.parse(readFileSync(join(homeDir, "pg.json"), "utf8"));
  process.kill(pid, "SIGQUIT");
  await expect.poll(() => processStartTime(pid), { timeout: 20_000 }).toBeNull();
  await first.stop();
  expect(await ask((await start(port)).url, "SELECT count(*)::int FROM kept")).toBe(0);
});
