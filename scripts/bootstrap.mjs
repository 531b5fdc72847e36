#!/usr/bin/env node
// Runs before `npm ci`: nothing here may import a package.
import { buildApp, buildShop } from "./setup/build.mjs";
import { ensurePackages } from "./setup/npm-packages.mjs";
import { ensurePrograms } from "./setup/programs.mjs";
import { SetupError, say } from "./setup/progress.mjs";

const OLDEST_NODE = [20, 19];

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(`Node ${OLDEST_NODE.join(".")} or newer is needed, this is ${version}: https://nodejs.org/`, 2);
}

/** Only the npm packages and the generated database client. */
export async function bootstrapPackages() {
  checkNode();
  await ensurePackages();
}

/** Everything that the demo stack needs, built. `programs` says how each server is run. */
export async function bootstrapDemo() {
  checkNode();
  // Not at once: npm and apt both print progress, and a machine without one of them should say so early.
  const programs = await ensurePrograms(["prometheus", "alertmanager", "etcd", "go"]);
  await ensurePackages();
  const shop = await buildShop(programs.go.file);
  const dist = await buildApp();
  return { programs, shop, dist };
}

/** Runs a command and ends the process with a plain message when something is wrong. */
export async function main(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(bootstrapDemo);
