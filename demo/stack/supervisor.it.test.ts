import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { isSameProcess, processStartTime } from "../../lib/adapters/postgres/process-lock.mjs";
import { readRecords, stopLeftovers, writeRecords } from "./leftovers.mjs";
import { waitForHttp, waitForLine } from "./readiness";
import { Supervisor } from "./supervisor";

let demoDir: string;
let ends: string[];
let supervisor: Supervisor;
beforeEach(() => {
  demoDir = mkdtempSync(join(tmpdir(), "firebreak stack "));
  ends = [];
  supervisor = new Supervisor({
    demoDir,
    portBase: 1,
    onUnexpectedEnd: ({ name }, how) => ends.push(`${name} ${how}`),
  });
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(demoDir, { recursive: true, force: true });
});

const node = (name: string, script: string) => ({ name, file: process.execPath, args: ["-e", script], cwd: demoDir });
const READY = z.object({ event: z.literal("ready"), port: z.number() });
const SERVER = `require("http").createServer((q, s) => s.end("ok")).listen(0, "127.0.0.1", function () {
  console.log(JSON.stringify({ event: "ready", port: this.address().port })); })`;

test("members are recorded with their start time, become ready, and are stopped with everything they started", async () => {
  const server = supervisor.start(node("server", SERVER));
  const { port } = await waitForLine(server, READY);
  await waitForHttp(server, `http://127.0.0.1:${port}/`);
  // This one ignores polite signals and has a child in its group.
  const parent = supervisor.start(
    node(
      "parent",
      `process.on("SIGTERM", () => {}); const c = require("child_process")
    .spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"]); console.log(JSON.stringify({ event: "ready", port: c.pid })); setInterval(() => {}, 1e3)`,
    ),
  );
  const child = (await waitForLine(parent, READY)).port;
  const members = readRecords(demoDir)?.members ?? [];
  expect(members.map(({ name }) => name)).toEqual(["watchdog", "server", "parent"]);
  await supervisor.stop({ graceMs: 300 });
  expect(members.filter((member) => isSameProcess(member))).toEqual([]);
  await expect.poll(() => processStartTime(child)).toBeNull();
  expect(ends).toEqual([]);
  expect(existsSync(join(demoDir, "processes.json"))).toBe(false);
});

test("a member that ends by itself is reported once and not restarted", async () => {
  supervisor.start(node("short", "process.exit(3)"));
  await expect.poll(() => ends).toEqual(["short ended with exit code 3"]);
});

test("a member that does not come up is an error with the end of its log", async () => {
  const broken = supervisor.start(node("broken", `console.error("config.yml: line 3 is wrong"); process.exit(1)`));
  await expect(waitForHttp(broken, "http://127.0.0.1:1/")).rejects.toThrow(
    /broken ended with exit code 1\n.*config\.yml: line 3 is wrong/,
  );
  const missing = supervisor.start({ name: "missing", file: join(demoDir, "no-such-program"), args: [], cwd: demoDir });
  await expect(waitForLine(missing, READY)).rejects.toThrow("missing could not be started");
});

test("when the launcher is killed, the watchdog stops what it had started", async () => {
  const script = `import("./demo/stack/supervisor.ts").then(({ Supervisor }) => {
    const s = new Supervisor({ demoDir: ${JSON.stringify(join(demoDir, "other"))}, portBase: 1, onUnexpectedEnd() {} });
    s.start({ name: "orphan", file: process.execPath, args: ["-e", "setInterval(() => {}, 1e3)"], cwd: "/" });
    console.log("up"); setInterval(() => {}, 1e3); })`;
  const launcher = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(launcher.stdout, "data");
  const members = readRecords(join(demoDir, "other"))?.members ?? [];
  expect(members.filter((member) => isSameProcess(member))).toHaveLength(2);
  launcher.kill("SIGKILL");
  await expect.poll(() => members.filter((member) => isSameProcess(member)), { timeout: 20_000 }).toEqual([]);
});

test("leftovers are stopped only when their launcher is dead and only while pid and start time both match", async () => {
  const folder = join(demoDir, "logs");
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "ignore", detached: true });
  const pid = bystander.pid ?? 0;
  const startTime = processStartTime(pid) ?? "";
  const me = { pid: process.pid, startTime: processStartTime(process.pid) ?? "" };
  const dead = { pid: process.pid, startTime: "1" };
  writeRecords(folder, { launcher: me, portBase: 1, members: [{ name: "x", pid, startTime }] });
  expect(await stopLeftovers(folder)).toEqual([]);
  writeRecords(folder, { launcher: dead, portBase: 1, members: [{ name: "x", pid, startTime: "1" }] });
  expect(await stopLeftovers(folder)).toEqual([]);
  expect(processStartTime(pid)).toBe(startTime);
  writeRecords(folder, { launcher: dead, portBase: 1, members: [{ name: "x", pid, startTime }] });
  expect(await stopLeftovers(folder)).toEqual(["x"]);
  expect(processStartTime(pid)).toBeNull();
});

test("the log of the last start is kept beside the new one", async () => {
  const first = supervisor.start(node("twice", `console.log("first")`));
  await expect.poll(() => first.ended()).not.toBeNull();
  const second = supervisor.start(node("twice", `console.log("second")`));
  await expect.poll(() => second.ended()).not.toBeNull();
  expect(readFileSync(join(demoDir, "logs", "twice.log"), "utf8")).toBe("second\n");
  expect(readFileSync(join(demoDir, "logs", "twice.log.1"), "utf8")).toBe("first\n");
});
