import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitForLock } from "../../lib/adapters/postgres/process-lock.mjs";
import { findProgram, lastLines, run } from "./command.mjs";
import { SetupError, say, step } from "./progress.mjs";

const POLICY = "/usr/sbin/policy-rc.d";
/** Packages whose installation would start and enable a system service that the demo has no use for. */
const SERVICES = {
  prometheus: "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  "etcd-server": "etcd",
};

/** True when we may install Debian packages ourselves. */
export const isAptMachine = () =>
  process.getuid?.() === 0 && findProgram("apt-get") !== null && existsSync("/etc/debian_version");

/** Installs the packages that are not there yet, with one list update, waiting for any other apt on this machine. */
export async function installWithApt(packages) {
  const wanted = [];
  for (const name of packages) if (!(await isInstalled(name))) wanted.push(name);
  if (wanted.length === 0) return;
  // apt's own lock time-out does not cover its package lists, and two fresh clones may start at once.
  const lock = await waitForLock(join(existsSync("/run/lock") ? "/run/lock" : tmpdir(), "firebreak-apt.lock"), {
    onWait: (holder) => say(`Waiting for process ${holder?.pid ?? "?"}, which installs system packages`),
  });
  try {
    const rest = [];
    for (const name of wanted) if (!(await isInstalled(name))) rest.push(name);
    if (rest.length === 0) return;
    await step(`Installing system packages (${rest.join(", ")})`, () => install(rest));
  } finally {
    lock.release();
  }
}

async function isInstalled(name) {
  const { code, stdout } = await run("dpkg-query", ["--status", name]);
  return code === 0 && /^Status: \S+ \S+ installed$/m.test(stdout);
}

async function install(packages) {
  const wait = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" };
  const update = await retryWhileLocked(() => run("apt-get", ["update", "-q", ...wait], { env }));
  const ownsPolicy = !existsSync(POLICY);
  if (ownsPolicy) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 }); // 101: do not start services
  try {
    const args = ["install", "-y", "-q", "--no-install-recommends", ...wait, ...packages];
    const { code, output } = await retryWhileLocked(() => run("apt-get", args, { env }));
    if (code !== 0) {
      const reason = update.code === 0 ? output : `${update.output}\n${output}`;
      throw new SetupError(`apt-get install ${packages.join(" ")} failed:\n${lastLines(reason)}`);
    }
  } finally {
    if (ownsPolicy) rmSync(POLICY, { force: true });
  }
  const services = packages.map((name) => SERVICES[name]).filter(Boolean);
  if (services.length > 0 && existsSync("/run/systemd/system"))
    await run("systemctl", ["disable", "--now", ...services]);
}

/** Another apt (an unattended upgrade) may hold the package lists for a while. */
async function retryWhileLocked(attempt) {
  for (let left = 60; ; left -= 1) {
    const result = await attempt();
    if (result.code === 0 || left === 0 || !/Could not get lock|Unable to lock/.test(result.output)) return result;
    await run("sleep", ["5"]);
  }
}
