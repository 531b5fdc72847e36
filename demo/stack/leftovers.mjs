// Plain JavaScript: the watchdog runs it when the launcher is dead, with nothing but node.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isSameProcess } from "../../lib/adapters/postgres/process-lock.mjs";

const GRACE_MS = 15_000;
const fileOf = (demoDir) => join(demoDir, "processes.json");

/** What the last launcher of this folder recorded, or null. */
export function readRecords(demoDir) {
  if (!existsSync(fileOf(demoDir))) return null;
  try {
    const value = JSON.parse(readFileSync(fileOf(demoDir), "utf8"));
    return value?.launcher && Array.isArray(value.members) ? value : null;
  } catch {
    return null; // not ours; it is replaced by the next start
  }
}

/** Written whole at every start of a member, so that a launcher killed at any time has recorded all but the newest. */
export function writeRecords(demoDir, records) {
  const next = `${fileOf(demoDir)}.${process.pid}`;
  writeFileSync(next, JSON.stringify(records, null, 2), { mode: 0o600 });
  renameSync(next, fileOf(demoDir));
}

/** Signals a process group; one that is gone already is fine. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error?.code !== "ESRCH") throw error;
  }
}

/** Stops these recorded processes (with their groups): politely, then after 15 s by force. Others under the same pid are left alone. */
export async function stopProcesses(members, { graceMs = GRACE_MS } = {}) {
  const alive = () => members.filter((member) => isSameProcess(member));
  const stopped = alive();
  for (const { pid } of stopped) signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (alive().length > 0 && Date.now() < deadline) await delay(50);
  for (const { pid } of alive()) signalGroup(pid, "SIGKILL");
  while (alive().length > 0) await delay(50);
  return stopped.map(({ name }) => name);
}

/** What the cluster recorded of its pods: they outlive it when it is killed, and it then cannot stop them. */
function podRecords(demoDir) {
  const folder = join(demoDir, "cluster", "pods");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), "utf8"))];
    } catch {
      return []; // removed or half written at this moment: the cluster is alive and sees to it
    }
  });
}

/** Ends at once the pods that are still there after their cluster. */
export function killPods(demoDir) {
  for (const pod of podRecords(demoDir)) if (isSameProcess(pod)) signalGroup(pod.pid, "SIGKILL");
}

/** Stops what a launcher that is dead left running. Answers the names; nothing when the launcher lives. */
export async function stopLeftovers(demoDir) {
  const records = readRecords(demoDir);
  if (records !== null && isSameProcess(records.launcher)) return [];
  // The watchdog that runs this is a recorded member itself.
  const stopped = await stopProcesses((records?.members ?? []).filter(({ pid }) => pid !== process.pid));
  killPods(demoDir);
  rmSync(fileOf(demoDir), { force: true });
  rmSync(join(demoDir, "state.json"), { force: true });
  return stopped;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2]) await stopLeftovers(process.argv[2]);
