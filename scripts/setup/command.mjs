import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Runs a program to its end and collects both outputs. Never throws for a non-zero exit: `code` is 127 when it is not there. */
export function run(file, args, { env = process.env, cwd, timeoutMs } = {}) {
  return new Promise((resolve) => {
    let output = "";
    let stdout = "";
    const child = spawn(file, args, {
      env,
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => resolve({ code: 127, output: error.message, stdout }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/** Full path of the first of these programs that is on PATH, else null. */
export function findProgram(...names) {
  // apt puts daemons in sbin on some systems, which is not on everybody's PATH; Homebrew and Go have their own folders.
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    "/usr/local/bin",
    "/usr/local/go/bin",
    "/opt/homebrew/bin",
    "/usr/bin",
    "/usr/sbin",
  ];
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not here: the next folder is asked
      }
    }
  }
  return null;
}

/** The last lines of a long output: where the reason usually is. */
export const lastLines = (text, count = 15) => text.trimEnd().split("\n").slice(-count).join("\n");
