import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitForLock } from "../../lib/adapters/postgres/process-lock.mjs";
import { lastLines, run } from "./command.mjs";
import { rootDir } from "./layout.mjs";
import { SetupError, say, step } from "./progress.mjs";

const GENERATED = join(rootDir, "lib", "adapters", "postgres", "generated");
const ENV_TYPES = `/// <reference types="next" />
/// <reference types="next/image-types/global" />
`;

const envTypesFile = join(rootDir, "next-env.d.ts");
const hasEnvTypes = () => existsSync(envTypesFile) && readFileSync(envTypesFile, "utf8") === ENV_TYPES;
/** Next's own version of this file imports types from one build, which the next build removes. */
export const writeEnvTypes = () => writeFileSync(envTypesFile, ENV_TYPES);

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

/** Is exactly what the lock file says installed? npm writes its own list last, so a killed installation has none. */
export function areLockedPackagesInstalled(lock, installed) {
  if (!lock || !installed) return false;
  return Object.entries(lock.packages).every(([path, { version, optional }]) => {
    const there = installed.packages[path];
    if (path === "" || (there === undefined && optional)) return true;
    return there?.version === version;
  });
}

/** Installs npm packages and generates the database client when either is not as the sources say. */
export async function ensurePackages() {
  if (arePackagesReady()) return;
  const lock = await waitForLock(join(rootDir, ".firebreak", "bootstrap.lock"), {
    onWait: (holder) => say(`Waiting for process ${holder?.pid ?? "?"}, which installs npm packages here`),
  });
  try {
    if (!areInstalled()) await step("Installing npm packages", install);
    if (!isClientGenerated()) await step("Generating the database client", generateClient);
    if (!hasEnvTypes()) writeEnvTypes();
  } finally {
    lock.release();
  }
}

function arePackagesReady() {
  return areInstalled() && isClientGenerated() && hasEnvTypes();
}

const areInstalled = () =>
  areLockedPackagesInstalled(
    readJson(join(rootDir, "package-lock.json")),
    readJson(join(rootDir, "node_modules", ".package-lock.json")),
  );

async function install() {
  // npm itself may be an alias or a shim: the one that runs us is known. Scripts of packages are not needed, and one downloads.
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const args = [
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--include=dev",
    "--include=optional",
  ];
  const { code, output } = await run(npm[0], [...npm.slice(1), ...args], { cwd: rootDir });
  if (code !== 0) throw new SetupError(`npm ci failed (exit ${code}):\n${lastLines(output)}`);
}

function clientStamp() {
  const prisma = readJson(join(rootDir, "node_modules", "prisma", "package.json"))?.version ?? "none";
  return createHash("sha256")
    .update(prisma)
    .update(readFileSync(join(rootDir, "prisma", "schema.prisma")))
    .digest("hex");
}

function isClientGenerated() {
  const stamp = join(GENERATED, ".stamp");
  if (!existsSync(join(rootDir, "prisma", "schema.prisma"))) return true;
  return existsSync(stamp) && readFileSync(stamp, "utf8") === clientStamp();
}

async function generateClient() {
  const prisma = join(rootDir, "node_modules", "prisma", "build", "index.js");
  // `generate` needs no schema engine but insists on finding one, and would download it: any executable satisfies it.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  const { code, output } = await run(process.execPath, [prisma, "generate"], { cwd: rootDir, env });
  if (code !== 0) throw new SetupError(`prisma generate failed:\n${lastLines(output)}`);
  mkdirSync(GENERATED, { recursive: true });
  writeFileSync(join(GENERATED, ".stamp"), clientStamp());
}
