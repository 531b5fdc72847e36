import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { LogBuffer } from "./log-buffer";
import { type ProcessRecords, signalGroup } from "./process-record";
import { pause } from "./readiness";

export interface ContainerExit {
  exitCode: number;
  signal?: NodeJS.Signals;
  message?: string;
}

interface Launch {
  binary: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  logs: LogBuffer;
  records: ProcessRecords;
}

/** One running container: a child process in its own group whose output goes to a log buffer. */
export class ContainerProcess {
  readonly id = `docker://${randomBytes(32).toString("hex")}`;
  /** Settles once, when the process is gone and its output is read. A program that cannot start exits with 128. */
  readonly exited: Promise<ContainerExit>;
  private readonly child: ChildProcess;
  private readonly gone = new AbortController();

  constructor(launch: Launch) {
    const { binary, args, env, logs, records } = launch;
    // NODE_ENV only because Next's types demand one in every environment.
    const options: SpawnOptions = {
      env: { NODE_ENV: "production", ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    };
    this.child = spawn(binary, args, options);
    const { pid } = this.child;
    if (pid !== undefined) records.add(pid);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      const writer = logs.writer();
      stream?.on("data", writer.write);
      stream?.on("end", writer.end);
    }
    this.exited = this.waitForExit().then((exit) => {
      this.gone.abort();
      if (pid !== undefined) records.remove(pid);
      logs.end();
      return exit;
    });
  }

  /** SIGTERM, then SIGKILL after the grace period. Resolves when the process is gone. */
  async terminate(graceMs: number): Promise<void> {
    this.signal("SIGTERM");
    await pause(graceMs, this.gone.signal);
    this.signal("SIGKILL");
    await this.exited;
  }

  kill(): void {
    this.signal("SIGKILL");
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined && !this.gone.signal.aborted) signalGroup(this.child.pid, signal);
  }

  private async waitForExit(): Promise<ContainerExit> {
    try {
      const [code, signal] = await waitForClose(this.child);
      if (signal === null) return { exitCode: code ?? 0 };
      return { exitCode: 128 + (SIGNAL_NUMBERS[signal] ?? 0), signal };
    } catch (error) {
      return { exitCode: 128, message: error instanceof Error ? error.message : String(error) };
    }
  }
}

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** `close`, not `exit`: only then is all output read. Rejects when the program could not be started. */
function waitForClose(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve([code, signal]));
  });
}
