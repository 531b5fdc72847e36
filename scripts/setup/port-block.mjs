import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryLock } from "../../lib/adapters/postgres/process-lock.mjs";
import { takenPorts } from "./ports.mjs";
import { SetupError } from "./progress.mjs";

const FIRST = 20_000;
const LAST = 29_900;

/** A free block of 100 ports for one test run, kept by a lock file that all checkouts on this machine see. */
export async function takePortBlock() {
  const folder = join(tmpdir(), "firebreak-port-blocks");
  mkdirSync(folder, { recursive: true, mode: 0o1777 });
  const blocks = (LAST - FIRST) / 100;
  // Starting elsewhere each time keeps two runs, and a port that lingers after a run, out of each other's way.
  const start = process.pid % blocks;
  for (let i = 0; i < blocks; i += 1) {
    const base = FIRST + ((start + i) % blocks) * 100;
    const lock = tryLock(join(folder, String(base)));
    if (lock === null) continue;
    if ((await takenPorts(base)).length === 0) return { base, release: lock.release };
    lock.release();
  }
  throw new SetupError(`No free block of 100 ports between ${FIRST} and ${LAST}`, 2);
}
