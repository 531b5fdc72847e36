import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isSameProcess, lockHolder, processStartTime, tryLock, waitForLock } from "./process-lock.mjs";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "firebreak lock "));
  path = join(folder, "x.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one process at a time holds a lock, and it is free again after release", () => {
  const first = tryLock(path);
  expect(first).not.toBeNull();
  expect(tryLock(path)).toBeNull();
  expect(lockHolder(path)?.pid).toBe(process.pid);
  first?.release();
  expect(lockHolder(path)).toBeNull();
  expect(tryLock(path)).not.toBeNull();
});

test("a dead holder's lock is taken over, and so is one whose pid now belongs to another process", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const pid = child.pid ?? 0;
  writeFileSync(path, JSON.stringify({ pid, startTime: processStartTime(pid) }));
  expect(tryLock(path)).toBeNull();
  writeFileSync(path, JSON.stringify({ pid, startTime: "1" }));
  tryLock(path)?.release();
  writeFileSync(path, JSON.stringify({ pid, startTime: processStartTime(pid) }));
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  expect(tryLock(path)).not.toBeNull();
  expect(readdirSync(folder)).toEqual(["x.lock"]);
});

test("an unreadable lock file does not block for ever", () => {
  writeFileSync(path, "not ours");
  expect(tryLock(path)).not.toBeNull();
});

test("a waiter is told who holds the lock and gets it when it is released", async () => {
  const first = tryLock(path);
  const holders: (number | undefined)[] = [];
  const waiting = waitForLock(path, {
    onWait: (holder) => {
      holders.push(holder?.pid);
      first?.release();
    },
  });
  expect((await waiting).path).toBe(path);
  expect(holders).toEqual([process.pid]);
});

test("a recorded process is the same only while its start time matches", () => {
  const startTime = processStartTime(process.pid) ?? "";
  expect(isSameProcess({ pid: process.pid, startTime })).toBe(true);
  expect(isSameProcess({ pid: process.pid, startTime: `${startTime}0` })).toBe(false);
  expect(processStartTime(0)).toBeNull();
  expect(processStartTime(2 ** 22 + 1)).toBeNull();
});
