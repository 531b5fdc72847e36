// `npm run check`: format and lint, types, unit tests (layers among them); under a minute, no server.
import { spawn } from "node:child_process";
import { bootstrapPackages, main } from "./bootstrap.mjs";
import { rootDir } from "./setup/layout.mjs";
import { say } from "./setup/progress.mjs";

const STEPS = [
  { title: "format and lint", args: ["node_modules/@biomejs/biome/bin/biome", "ci"] },
  { title: "types", args: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."] },
  { title: "unit tests", args: ["node_modules/vitest/vitest.mjs", "run", "--project", "unit"] },
];

await main(async () => {
  await bootstrapPackages();
  const failed = [];
  for (const { title, args } of STEPS) {
    const code = await new Promise((resolve) => {
      const child = spawn(process.execPath, args, { cwd: rootDir, stdio: ["ignore", "inherit", "inherit"] });
      child.on("exit", (exit) => resolve(exit ?? 1));
      child.on("error", () => resolve(1));
    });
    if (code !== 0) failed.push(title);
  }
  say(failed.length === 0 ? "check: all well" : `check: ${failed.join(", ")} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
