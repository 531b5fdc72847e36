import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../json";

const recordSchema = z.object({ pid: z.number().int().positive(), startTime: z.string() });

/** When a process started, in clock ticks since boot; undefined when it is gone or this is not Linux. */
export function processStartTime(pid: number): string | undefined {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return undefined;
  try {
    const text = readFileSync(stat, "utf8");
    // Field 22; the name in field 2 may hold spaces and brackets, so count from its closing bracket.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Signals a process group; one that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** One file a pod process, so that a start after `kill -9` finds what the previous one left running. */
export class ProcessRecords {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  add(pid: number): void {
    const startTime = processStartTime(pid);
    if (startTime !== undefined) writeFileSync(this.fileOf(pid), JSON.stringify({ pid, startTime }));
  }

  remove(pid: number): void {
    rmSync(this.fileOf(pid), { force: true });
  }

  /** Kills recorded processes that are still the same ones (pid and start time). Returns how many. */
  killOrphans(): number {
    let killed = 0;
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name);
      const record = recordSchema.safeParse(readRecord(file));
      if (record.success && processStartTime(record.data.pid) === record.data.startTime) {
        signalGroup(record.data.pid, "SIGKILL");
        killed += 1;
      }
      rmSync(file, { force: true });
    }
    return killed;
  }

  private fileOf(pid: number): string {
    return join(this.folder, `${pid}.json`);
  }
}

/** A file cut short by a kill says nothing about any process. */
function readRecord(file: string): unknown {
  try {
    return parseJson(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "ENOENT");
}
