// `npm run demo`. Runs before `npm ci`: packages are imported only after the bootstrap.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readRecords, stopLeftovers } from "../demo/stack/leftovers.mjs";
import { tryLock } from "../lib/adapters/postgres/process-lock.mjs";
import { bootstrapDemo, checkNode, main } from "./bootstrap.mjs";
import { findProgram } from "./setup/command.mjs";
import { homeDir, rootDir } from "./setup/layout.mjs";
import { isPortFree, takenPorts } from "./setup/ports.mjs";
import { SetupError, say } from "./setup/progress.mjs";

const USAGE = "Usage: npm run demo -- [--headless] [--port-base N] [--scenario FILE] [--no-traffic]";
const HIGHEST_BASE = 65_535 - 100;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        headless: { type: "boolean", default: false },
        "port-base": { type: "string", default: "3000" },
        scenario: { type: "string" },
        "no-traffic": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const portBase = Number(values["port-base"]);
    if (!Number.isInteger(portBase) || portBase < 1024 || portBase > HIGHEST_BASE) {
      throw new Error(`--port-base needs a whole number from 1024 to ${HIGHEST_BASE}`);
    }
    return { ...values, portBase };
  } catch (error) {
    throw new SetupError(`${error.message}\n${USAGE}`, 2);
  }
}

/** A second demo of this checkout gets a folder of its own, so that two run side by side. */
function takeHome(portBase) {
  const lock = tryLock(join(homeDir, "demo.lock"));
  if (lock !== null) return { home: homeDir, lock };
  const running = readRecords(join(homeDir, "demo"));
  if (running?.portBase === portBase) {
    throw new SetupError(`The demo already runs at http://127.0.0.1:${portBase} (process ${running.launcher.pid})`, 2);
  }
  const home = join(homeDir, `side-${portBase}`);
  const side = tryLock(join(home, "demo.lock"));
  if (side === null) throw new SetupError(`Another demo already starts on port base ${portBase}`, 2);
  say(`A demo of this folder runs already, so this one keeps its state in ${home}`);
  return { home, lock: side };
}

/** Our own database server that outlived a killed launcher is taken over by the next start, so it blocks nothing. */
function ownPostmaster(home) {
  try {
    return Number(readFileSync(join(home, "pg", "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return null; // none ran, or it is not ours to read
  }
}

async function refuseTakenPorts(portBase, home) {
  const taken = (await takenPorts(portBase)).filter(
    ({ holder }) => holder === null || holder.pid !== ownPostmaster(home),
  );
  if (taken.length === 0) return;
  const lines = taken.slice(0, 5).map(({ use, port, holder }) => {
    return `Port ${port} (${use}) is in use${holder ? ` by process ${holder.pid}: ${holder.name}` : ""}`;
  });
  if (taken.length > lines.length) lines.push(`and ${taken.length - lines.length} more`);
  throw new SetupError(
    `${lines.join("\n")}\nStop it, or choose another block: npm run demo -- --port-base ${await freeBase(portBase)}`,
    2,
  );
}

async function freeBase(taken) {
  for (let base = taken + 100; base < taken + 2000 && base <= HIGHEST_BASE; base += 100) {
    if ((await isPortFree(base)) && (await takenPorts(base)).length === 0) return base;
  }
  return "N";
}

await main(async () => {
  const options = readOptions();
  if (options.help) return say(USAGE);
  checkNode();
  const { home, lock } = takeHome(options.portBase);
  try {
    const left = await stopLeftovers(join(home, "demo"));
    if (left.length > 0) say(`Stopped what a killed demo left running: ${left.join(", ")}`);
    await refuseTakenPorts(options.portBase, home);
    const { programs, shop, dist } = await bootstrapDemo();
    process.env.TSX_TSCONFIG_PATH = join(rootDir, "tsconfig.node.json");
    const { register } = await import("tsx/esm/api");
    register();
    const { runDemo } = await import("../demo/stack/main.ts");
    const input = {
      rootDir,
      homeDir: home,
      portBase: options.portBase,
      isHeadless: options.headless,
      hasTraffic: !options["no-traffic"],
      scenario: options.scenario ?? null,
      programs,
      jaeger: {
        url: process.env.JAEGER_URL || null,
        otlp: process.env.OTEL_EXPORTER_OTLP_ENDPOINT || null,
        program: findProgram("jaeger"),
      },
      shop,
      dist,
    };
    process.exitCode = await runDemo(input, say);
  } finally {
    lock.release();
  }
});
