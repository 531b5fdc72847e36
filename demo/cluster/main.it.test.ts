import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { processStartTime } from "./kubelet/process-record";
import { FAKE_POD } from "./testing/test-cluster";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const WAIT = { timeout: 20_000, interval: 50 };

let stateDir: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "firebreak-main-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  }
  rmSync(stateDir, { recursive: true, force: true });
});

function start(port = 0, more: string[] = []): ChildProcess {
  const urls = ["--admin", "http://127.0.0.1:1", "--otlp", "http://127.0.0.1:1"];
  const place = ["--listen", `127.0.0.1:${port}`, "--state-dir", stateDir, "--pod-ports", "0-0"];
  const args = ["--import", "tsx", MAIN, ...place, ...urls, "--binary", FAKE_POD, ...more];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  return child;
}

async function readyLine(child: ChildProcess): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error("no output to read");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return JSON.parse(String(line));
}

function portOf(ready: Record<string, unknown>): number {
  return Number(new URL(String(ready.url)).port);
}

/** The pods that the records name and that are alive. */
function podPids(): number[] {
  return readdirSync(join(stateDir, "pods"))
    .map((name) => Number.parseInt(name, 10))
    .filter((pid) => processStartTime(pid) !== undefined);
}

const twelvePods = () => vi.waitFor(() => expect(podPids()).toHaveLength(12), WAIT);
const allGone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter((pid) => processStartTime(pid) !== undefined)).toEqual([]), WAIT);

it("prints one ready line, runs the shop and takes every pod with it on SIGTERM", async () => {
  const child = start();
  expect(await readyLine(child)).toEqual({
    event: "ready",
    url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    kubeconfig: join(stateDir, "kubeconfig"),
    adminKubeconfig: join(stateDir, "kubeconfig-admin"),
    endpoints: join(stateDir, "endpoints.json"),
    targets: join(stateDir, "targets.json"),
    tokens: { admin: expect.any(String), firebreak: expect.any(String), viewer: expect.any(String) },
  });
  await twelvePods();
  const pids = podPids();
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  await allGone(pids);
  expect(readdirSync(join(stateDir, "pods"))).toEqual([]);
  expect(JSON.parse(readFileSync(join(stateDir, "endpoints.json"), "utf8"))).toMatchObject({ order: [] });
});

it("starts again after kill -9 with the same credentials, and nothing of the first run stays", async () => {
  const first = start();
  const before = await readyLine(first);
  await twelvePods();
  const pids = podPids();
  first.kill("SIGKILL");
  await once(first, "exit");
  const second = start(portOf(before));
  expect(await readyLine(second)).toEqual(before);
  await allGone(pids);
  await twelvePods();
});

it("stops when the launcher it watches is gone", async () => {
  const launcher = spawn("sleep", ["60"]);
  const child = start(0, ["--parent-pid", String(launcher.pid)]);
  await readyLine(child);
  await twelvePods();
  const pids = podPids();
  launcher.kill("SIGKILL");
  expect(await once(child, "exit")).toEqual([0, null]);
  await allGone(pids);
});

it("names a port that is taken and leaves the running cluster alone", async () => {
  const first = start();
  const port = portOf(await readyLine(first));
  await twelvePods();
  const second = start(port);
  const errors: string[] = [];
  second.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  expect(await once(second, "close")).toEqual([1, null]);
  expect(errors.join("")).toBe(`cluster: 127.0.0.1:${port} is in use\n`);
  expect(podPids()).toHaveLength(12);
});
