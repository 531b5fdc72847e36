import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { lockHolder, tryLock } from "../../lib/adapters/postgres/process-lock.mjs";

/** A build is whole when its marker is there; the marker's age is the last use. */
export const MARKER = ".complete";
const USERS = ".users";
const KEPT_BUILDS = 2;

/** Records that this process serves from the build, until it ends. */
export function holdBuild(folder) {
  utimesSync(join(folder, MARKER), new Date(), new Date());
  mkdirSync(join(folder, USERS), { recursive: true });
  tryLock(join(folder, USERS, String(process.pid)));
}

/** Removes whole builds other than the two used last and those from which a live process serves. */
export function pruneBuilds(root, prefix) {
  const usedAt = (name) => statSync(join(root, name, MARKER), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const builds = readdirSync(root).filter((name) => name.startsWith(prefix));
  // One without a marker may be under construction by another process.
  const whole = builds.filter((name) => usedAt(name) > 0).sort((a, b) => usedAt(b) - usedAt(a));
  for (const name of whole.slice(KEPT_BUILDS)) {
    if (!isInUse(join(root, name))) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isInUse(folder) {
  const users = join(folder, USERS);
  return existsSync(users) && readdirSync(users).some((name) => lockHolder(join(users, name)) !== null);
}
