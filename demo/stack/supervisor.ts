import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processStartTime } from "../../lib/adapters/postgres/process-lock.mjs";
import { killPods, type ProcessRecord, signalGroup, stopProcesses, writeRecords } from "./leftovers.mjs";

export type MemberCommand = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
};

/** One started process of the stack. `ended` says how it ended, null while it runs. */
export type Member = { readonly name: string; readonly logFile: string; readonly ended: () => string | null };

/** A member did not come up; the message carries the end of its log. */
export class MemberError extends Error {
  constructor(member: Member, problem: string) {
    super(`${member.name} ${problem}\n${lastLines(member.logFile)}\n(whole log: ${member.logFile})`);
    this.name = "MemberError";
  }
}

/** The last lines of a member's log, indented for a person. */
export function lastLines(logFile: string, count = 12): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n") : [];
  return lines
    .slice(-count)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join("\n");
}

/**
 * Starts processes in groups of their own, records pid and start time of each, and stops exactly those. Nothing is
 * restarted: a member that ends by itself is reported once through `onUnexpectedEnd`.
 */
export class Supervisor {
  readonly #demoDir: string;
  readonly #portBase: number;
  readonly #onUnexpectedEnd: (member: Member, how: string) => void;
  readonly #records: ProcessRecord[] = [];
  readonly #children: ChildProcess[] = [];
  #isStopping = false;

  constructor(options: {
    demoDir: string;
    portBase: number;
    onUnexpectedEnd: (member: Member, how: string) => void;
  }) {
    this.#demoDir = options.demoDir;
    this.#portBase = options.portBase;
    this.#onUnexpectedEnd = options.onUnexpectedEnd;
    mkdirSync(join(this.#demoDir, "logs"), { recursive: true });
    this.#startWatchdog();
  }

  start(command: MemberCommand): Member {
    if (this.#isStopping) throw new Error(`${command.name} is not started: the stack is being stopped`);
    const logFile = join(this.#demoDir, "logs", `${command.name}.log`);
    if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
    const child = this.#spawn(command, logFile);
    let how: string | null = null;
    const member: Member = { name: command.name, logFile, ended: () => how };
    child.once("error", (error) => {
      how = `could not be started (${error.message})`;
    });
    child.once("exit", (code, signal) => {
      how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
      if (!this.#isStopping) this.#onUnexpectedEnd(member, how);
    });
    return member;
  }

  /** Stops everything that was started, the watchdog last. */
  async stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#isStopping = true;
    const [watchdog, ...members] = this.#records;
    await stopProcesses(members, options);
    killPods(this.#demoDir);
    if (watchdog) await stopProcesses([watchdog]);
    rmSync(join(this.#demoDir, "processes.json"), { force: true });
  }

  /** For the impatient: ends all groups at once. */
  kill(): void {
    this.#isStopping = true;
    for (const child of this.#children) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        signalGroup(child.pid, "SIGKILL");
    }
  }

  #spawn({ name, file, args, cwd, env }: MemberCommand, logFile: string): ChildProcess {
    const log = openSync(logFile, "a", 0o600);
    try {
      // Logs go to files, not pipes: a killed launcher must not take its members' output with it before they are stopped.
      const child = spawn(file, args, { cwd, detached: true, stdio: ["ignore", log, log], ...(env ? { env } : {}) });
      this.#children.push(child);
      const startTime = child.pid === undefined ? null : processStartTime(child.pid);
      if (child.pid !== undefined && startTime !== null) this.#records.push({ name, pid: child.pid, startTime });
      const launcher = { pid: process.pid, startTime: processStartTime(process.pid) ?? "" };
      writeRecords(this.#demoDir, { launcher, portBase: this.#portBase, members: this.#records });
      return child;
    } finally {
      closeSync(log);
    }
  }

  /** A shell of one megabyte that waits for our death, however it comes, and then stops what we recorded. */
  #startWatchdog(): void {
    const script = 'trap "" INT HUP; while kill -0 "$1" 2>/dev/null; do sleep 1; done; exec "$2" "$3" "$4"';
    const leftovers = join(import.meta.dirname, "leftovers.mjs");
    const args = ["-c", script, "firebreak-watchdog", String(process.pid), process.execPath, leftovers, this.#demoDir];
    this.#spawn(
      { name: "watchdog", file: "/bin/sh", args, cwd: "/" },
      join(this.#demoDir, "logs", "watchdog.log"),
    ).unref();
  }
}
