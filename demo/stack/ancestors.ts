import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isSameProcess, processStartTime } from "../../lib/adapters/postgres/process-lock.mjs";

const CHECK_MS = 500;

/**
 * Calls `onGone` once when npm, or the shell that npm put between, has died: `kill` on an npm command ends only npm, and the
 * demo must not stay behind. Started without npm, nothing is watched (a shell may put a command in the background and leave).
 */
export function watchAncestors(onGone: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watched = [shell, isShell(shell) ? parentOf(shell) : 0]
    .filter((pid) => pid > 1)
    .map((pid) => ({ pid, startTime: processStartTime(pid) }));
  const timer = setInterval(() => {
    if (watched.every((ancestor) => isSameProcess(ancestor))) return;
    clearInterval(timer);
    onGone();
  }, CHECK_MS);
  timer.unref();
}

const isShell = (pid: number): boolean => /\b(sh|dash|bash|zsh)$/.test(field(pid, "comm"));
const parentOf = (pid: number): number => Number(field(pid, "ppid"));

function field(pid: number, name: "comm" | "ppid"): string {
  if (process.platform !== "linux")
    return execFileSync("ps", ["-o", `${name}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const end = stat.lastIndexOf(")");
  return name === "comm" ? stat.slice(stat.indexOf("(") + 1, end) : (stat.slice(end + 2).split(" ")[1] ?? "");
}
