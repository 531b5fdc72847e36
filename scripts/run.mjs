// `node scripts/run.mjs [--build] FILE.ts ARGS...`: runs one TypeScript entry point with what it needs in place.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bootstrapPackages, main } from "./bootstrap.mjs";
import { buildApp } from "./setup/build.mjs";
import { rootDir } from "./setup/layout.mjs";

await main(async () => {
  const args = process.argv.slice(2);
  const needsBuild = args[0] === "--build";
  if (needsBuild) args.shift();
  await bootstrapPackages();
  const env = { ...process.env };
  if (needsBuild) {
    env.NODE_ENV = "production";
    env.FIREBREAK_DIST ??= (await buildApp()) ?? "";
  }
  // In one process, not through the tsx command: signals and exit codes are then the program's own.
  env.TSX_TSCONFIG_PATH = join(rootDir, "tsconfig.node.json");
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { stdio: "inherit", env });
  // The terminal sends its signals to the whole group; those sent to us alone are passed on. We end when the program has ended.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => {});
  process.exitCode = await new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
    child.on("error", () => resolve(1));
  });
});
