import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { PostgresBinaries } from "./embedded-binaries";
import { livePostmaster, type Postmaster } from "./postmaster";
import {
  type Account,
  type Command,
  passableCapability,
  unprivilegedAccount,
  unprivilegedCommand,
} from "./unprivileged-command";

const START_TIMEOUT_MS = 60_000;

export type Cluster = {
  readonly dataDir: string;
  readonly logFile: string;
  readonly binaries: PostgresBinaries;
  readonly user: string;
  readonly password: string;
};

/** Creates the data folder when there is none. It is made aside and renamed, so a kill half-way leaves nothing half made. */
export async function initialiseCluster({ dataDir, logFile, binaries, user, password }: Cluster): Promise<void> {
  if (existsSync(join(dataDir, "PG_VERSION"))) return;
  const making = `${dataDir}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const account = accountFor(making);
  const passwordFile = `${dataDir}.initdb-password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) {
    chownSync(making, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const args = ["-D", making, "-U", user, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"];
    // The built-in locale provider gives the same order and case rules on every machine, whatever locales it has.
    args.push("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions");
    const code = await run(commandFor(binaries.initdb, args, account), logFile);
    if (code !== 0) throw new Error(`initdb failed (exit ${code}): ${lastLines(logFile)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(making, dataDir);
}

/** Starts the server and waits until it accepts connections. Throws with the end of its log when it does not. */
export async function startCluster({ dataDir, logFile, binaries }: Cluster, port: number): Promise<Postmaster> {
  const args = ["-D", dataDir, "-p", String(port)];
  for (const setting of [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=150",
    "timezone=UTC",
  ]) {
    args.push("-c", setting);
  }
  const child = launch(commandFor(binaries.postgres, args, accountFor(dataDir)), logFile);
  let ended: string | null = null;
  child.once("exit", (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  child.once("error", (error) => {
    ended = error.message;
  });
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (ended === null && Date.now() < deadline) {
    const postmaster = livePostmaster(dataDir);
    if (postmaster?.state === "ready" && postmaster.pid === child.pid) return postmaster;
    await delay(25);
  }
  child.kill("SIGKILL");
  throw new Error(`PostgreSQL did not start on port ${port} (${ended ?? "time-out"}): ${lastLines(logFile)}`);
}

/** As root: the owner of the existing folder, else an unprivileged account. Otherwise null: run as we are. */
function accountFor(dataDir: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 ? unprivilegedAccount() : { name: String(uid), uid, gid };
}

function commandFor(file: string, args: readonly string[], account: Account | null): Command {
  chmodSync(file, 0o755);
  const isLinux = process.platform === "linux";
  return unprivilegedCommand(file, args, {
    account,
    setpriv: isLinux ? findOnPath("setpriv") : null,
    capability: isLinux ? passableCapability(readFileSync("/proc/self/status", "utf8")) : null,
  });
}

function findOnPath(program: string): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/bin"];
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file)) ?? null;
}

function launch({ file, args, uid, gid }: Command, logFile: string) {
  const log = openSync(logFile, "a", 0o600);
  try {
    // An own process group: Ctrl-C in the terminal must reach the application first and the database last.
    return spawn(file, args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { NODE_ENV: "production", PATH: process.env.PATH ?? "", LC_MESSAGES: "C", TZ: "UTC" },
      cwd: "/",
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
  } finally {
    closeSync(log);
  }
}

function run(command: Command, logFile: string): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = launch(command, logFile);
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-5).join(" | ");
}
