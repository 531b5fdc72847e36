export type ProcessIdentity = { readonly pid: number; readonly startTime: string };
export type ProcessLock = { readonly path: string; readonly release: () => void };
/** Start time of a live process as an opaque text (two processes with one pid never share it); null when there is none. */
export function processStartTime(pid: number): string | null;
/** True when the process that was recorded is still the same one. */
export function isSameProcess(recorded: { readonly pid: number; readonly startTime: string | null }): boolean;
/** Who holds the lock file now, or null: nobody, or somebody who died. */
export function lockHolder(path: string): ProcessIdentity | null;
/** Takes the lock at once, or answers null when a live process holds it. A dead holder's lock is taken over. */
export function tryLock(path: string): ProcessLock | null;
/** Waits for the lock; `onWait(holder)` is told once when somebody else has it. Throws after `timeoutMs`. */
export function waitForLock(
  path: string,
  options?: { readonly timeoutMs?: number; readonly onWait?: (holder: ProcessIdentity | null) => void },
): Promise<ProcessLock>;
