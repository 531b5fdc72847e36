// `npm test`: installs what is missing, runs everything, ends with `N passed, N failed`.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkNode, main } from "./bootstrap.mjs";
import { buildApp, buildShop } from "./setup/build.mjs";
import { countGo, countPlaywright, countVitest } from "./setup/count-tests.mjs";
import { rootDir } from "./setup/layout.mjs";
import { ensurePackages } from "./setup/npm-packages.mjs";
import { ensurePrograms } from "./setup/programs.mjs";
import { say } from "./setup/progress.mjs";
import { startTestStack } from "./setup/test-stack.mjs";

const reports = join(rootDir, ".firebreak", "test", `reports-${process.pid}`);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
let running = null;
let stack = null;

function add(title, { passed, failed, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(`${title} (${failed})`);
}

/** Runs one tool; its output is shown, or returned when `collect` is set. Answers `{ code, output }`. */
function tool(file, args, { env = {}, cwd = rootDir, collect = false } = {}) {
  return new Promise((resolve) => {
    const stdio = ["ignore", collect ? "pipe" : "inherit", "inherit"];
    const child = spawn(file, args, { cwd, stdio, env: { ...process.env, CI: "true", ...env } });
    running = child;
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    const done = (code) => {
      running = null;
      resolve({ code, output });
    };
    child.on("error", () => done(127));
    child.on("close", (code) => done(code ?? 1));
  });
}
const node = (args, options) => tool(process.execPath, args, options);

/** A step without tests of its own counts as one that passed or failed. */
async function oneStep(title, args) {
  say(`\n== ${title}`);
  const { code } = await node(args);
  add(title, code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/** The counts of a report; a tool that failed without one, or with a report that shows no failure, counts as one failure. */
function addReport(title, { code, read }) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = read();
  } catch (error) {
    say(`${title}: no report (${error.message})`);
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  add(title, counts);
}

async function vitest(title, project) {
  say(`\n== ${title}`);
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await node(["node_modules/vitest/vitest.mjs", "run", "--project", project, ...reporters]);
  addReport(title, { code, read: () => countVitest(JSON.parse(readFileSync(file, "utf8"))) });
}

async function goTests(go) {
  if (!existsSync(join(rootDir, "demo", "shop", "go.mod"))) return;
  say("\n== Go tests");
  const env = { GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "local" };
  const { code, output } = await tool(go, ["test", "-json", "./..."], {
    cwd: join(rootDir, "demo", "shop"),
    env,
    collect: true,
  });
  if (code !== 0) process.stdout.write(goOutput(output));
  addReport("Go tests", { code, read: () => countGo(output) });
}

const goOutput = (lines) =>
  lines
    .split("\n")
    .filter(Boolean)
    .map((line) => (line.startsWith("{") ? (JSON.parse(line).Output ?? "") : `${line}\n`))
    .join("");

async function endToEnd() {
  const hasSpecs =
    existsSync(join(rootDir, "e2e")) && readdirSync(join(rootDir, "e2e")).some((name) => name.endsWith(".spec.ts"));
  if (!hasSpecs) return;
  say("\n== End to end");
  try {
    stack = await startTestStack();
  } catch (error) {
    say(error.message);
    add("stack", { passed: 0, failed: 1 });
    return;
  }
  const file = join(reports, "playwright.json");
  const env = { FIREBREAK_HOME: stack.home, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const { code } = await node(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"], { env });
  addReport("End to end", { code, read: () => countPlaywright(JSON.parse(readFileSync(file, "utf8"))) });
  await stack.stop();
  if (code === 0) stack.remove();
  else say(`Logs of the stack: ${join(stack.home, "demo", "logs")}`);
  stack = null;
}

async function stopAndLeave(signal) {
  say(`${signal}: stopping what was started`);
  running?.kill("SIGTERM");
  await stack?.stop();
  process.exit(130);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => void stopAndLeave(signal));

await main(async () => {
  checkNode();
  process.env.CI = "true";
  mkdirSync(reports, { recursive: true });
  await ensurePackages();
  const programs = await ensurePrograms(["prometheus", "alertmanager", "etcd", "go", "chromium"]);
  await oneStep("Format and lint", ["node_modules/@biomejs/biome/bin/biome", "ci"]);
  await oneStep("Types", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]);
  await goTests(programs.go.file);
  await vitest("Unit tests", "unit");
  await vitest("Screen tests", "screen");
  try {
    await buildShop(programs.go.file);
    await vitest("Integration tests", "it");
    await buildApp();
    await endToEnd();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    add("Build", { passed: 0, failed: 1 });
  }
  rmSync(reports, { recursive: true, force: true });
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  if (failures.length > 0) console.log(`Failed: ${failures.join(", ")}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(`${total.passed} passed, ${total.failed} failed`);
});
