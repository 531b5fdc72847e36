import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processStartTime } from "./process-lock.mjs";

export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  readonly state: "starting" | "stopping" | "ready" | "other";
};

/** Parses postmaster.pid (PostgreSQL's own lock file: pid, data folder, start, port, socket folder, address, memory key, state). */
export function parsePostmaster(text: string): Postmaster | null {
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return null;
  const word = (lines[7] ?? "").trim();
  return { pid, port, state: word === "ready" || word === "stopping" || word === "starting" ? word : "other" };
}

/** The live server of this data folder, or null. A pid that meanwhile belongs to another program does not count. */
export function livePostmaster(dataDir: string): Postmaster | null {
  let text: string;
  try {
    text = readFileSync(join(dataDir, "postmaster.pid"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const postmaster = parsePostmaster(text);
  if (postmaster === null || processStartTime(postmaster.pid) === null) return null;
  return ranIn(postmaster.pid, dataDir) ? postmaster : null;
}

function ranIn(pid: number, dataDir: string): boolean {
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(dataDir);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
