import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processStartTime } from "../../lib/adapters/postgres/process-lock.mjs";
import { rootDir } from "./layout.mjs";
import { takePortBlock } from "./port-block.mjs";

const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 30_000;
/** How long recovery is watched in the stories, instead of 3 minutes. */
const RECOVERY_WINDOW_MS = "15000";

/** Starts the demo stack headless with a state folder and ports of its own. Throws with the end of its output. */
export async function startTestStack() {
  const parent = join(rootDir, ".firebreak", "test");
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = Number(/^stack-(\d+)$/.exec(name)?.[1]);
    if (pid && processStartTime(pid) === null) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const home = join(parent, `stack-${process.pid}`);
  mkdirSync(home, { recursive: true });
  const block = await takePortBlock();
  const logFile = join(home, "launcher.log");
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, ["scripts/demo.mjs", "--headless", "--port-base", String(block.base)], {
    cwd: rootDir,
    env: {
      ...process.env,
      FIREBREAK_HOME: home,
      FIREBREAK_RECOVERY_WINDOW_MS: RECOVERY_WINDOW_MS,
      npm_lifecycle_event: "test", // named: it then watches us and stops when we die
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(force);
    block.release();
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!readFileSync(logFile, "utf8").includes('{"event":"ready"')) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The stack did not come up:\n${readFileSync(logFile, "utf8").split("\n").slice(-25).join("\n")}`);
    }
    await delay(100);
  }
  return { home, portBase: block.base, stop, remove: () => rmSync(home, { recursive: true, force: true }) };
}
