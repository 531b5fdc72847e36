// `npm run check`: format and lint, types, unit tests (layers among them); under a minute, no server.
import { spawn } from "node:child_process";
import { bootstrapPackages, main } from "./bootstrap.mjs";
import { rootDir } from "./setup/layout.mjs";
import { say } from "./setup/progress.mjs";

const STEPS = [
  { title: "format and lint", args: ["node_modules/@biomejs/biome/bin/biome", "ci"] },
  { title: "types", args: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."] },
  {
    title: "unit tests",
    args: ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", "--project", "screen"],
  },
];

/** Runs a step to its end; its words come in one piece, as the steps run side by side. */
function run({ title, args }) {
  const words = [];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: rootDir, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => words.push(chunk));
    child.stderr.on("data", (chunk) => words.push(chunk));
    child.on("error", (error) => words.push(`${error.message}\n`));
    child.on("close", (code) => {
      say(`\n== ${title}`);
      process.stdout.write(Buffer.concat(words.map((word) => Buffer.from(word))));
      resolve(code === 0);
    });
  });
}

await main(async () => {
  await bootstrapPackages();
  const wells = await Promise.all(STEPS.map(run));
  const failed = STEPS.filter((_step, index) => !wells[index]).map((step) => step.title);
  say(failed.length === 0 ? "check: all well" : `check: ${failed.join(", ")} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
