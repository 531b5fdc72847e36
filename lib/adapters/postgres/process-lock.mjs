// Plain JavaScript without dependencies: the bootstrap takes these locks before `npm ci` has run.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isMissing = (error) => error instanceof Error && "code" in error && error.code === "ENOENT";

/** Start time of a live process as an opaque text (two processes with one pid never share it); null when there is none. */
export function processStartTime(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The command name is in brackets and may hold spaces: the fields are counted from its end (proc(5): state 3, starttime 22).
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
    } catch (error) {
      if (isMissing(error) || error?.code === "ESRCH") return null;
      throw error;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null; // ps exits 1 when there is no such process
  }
}

/** True when the process that was recorded is still the same one. */
export function isSameProcess({ pid, startTime }) {
  return startTime !== null && processStartTime(pid) === startTime;
}

/** Who holds the lock file now, or null: nobody, or somebody who died. */
export function lockHolder(path) {
  const text = readLock(path);
  if (text === null) return null;
  const holder = parseHolder(text);
  return holder !== null && isSameProcess(holder) ? holder : null;
}

function readLock(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parseHolder(text) {
  try {
    const value = JSON.parse(text);
    return typeof value?.pid === "number" && typeof value?.startTime === "string" ? value : null;
  } catch {
    return null; // half a file cannot be: it is linked into place whole; anything else is not ours
  }
}

/** Takes the lock at once, or answers null when a live process holds it. A dead holder's lock is taken over. */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const content = JSON.stringify({ pid: process.pid, startTime: processStartTime(process.pid) });
  writeFileSync(mine, content, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        linkSync(mine, path);
        return { path, release: () => releaseLock(path, content) };
      } catch (error) {
        if (error?.code !== "EEXIST") throw error;
      }
      const seen = readLock(path);
      if (seen === null) continue;
      if (lockHolder(path) !== null) return null;
      removeStale(path, seen);
    }
    return null;
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeStale(path, seen) {
  const aside = `${path}.stale.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return; // another one was quicker
    throw error;
  }
  // Between reading and renaming another process may have taken the lock: then it is put back.
  if (readLock(aside) !== seen) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (error?.code !== "EEXIST") throw error;
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(path, content) {
  if (readLock(path) === content) rmSync(path, { force: true });
}

/** Waits for the lock; `onWait(holder)` is told once when somebody else has it. Throws after `timeoutMs`. */
export async function waitForLock(path, { timeoutMs = 600_000, onWait = () => {} } = {}) {
  const deadline = Date.now() + timeoutMs;
  let told = false;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== null) return lock;
    if (!told) onWait(lockHolder(path));
    told = true;
    if (Date.now() > deadline)
      throw new Error(`${path} is still held by process ${lockHolder(path)?.pid ?? "unknown"}`);
    await sleep(200);
  }
}
