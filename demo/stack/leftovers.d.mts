export type ProcessRecord = { readonly name: string; readonly pid: number; readonly startTime: string };
export type StackRecords = {
  readonly launcher: { readonly pid: number; readonly startTime: string };
  readonly portBase: number;
  readonly members: readonly ProcessRecord[];
};
/** What the last launcher of this folder recorded, or null. */
export function readRecords(demoDir: string): StackRecords | null;
export function writeRecords(demoDir: string, records: StackRecords): void;
/** Signals a process group; one that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void;
/** Stops these recorded processes (with their groups): politely, then after 15 s by force. */
export function stopProcesses(
  members: readonly ProcessRecord[],
  options?: { readonly graceMs?: number },
): Promise<readonly string[]>;
/** Ends at once the pods that are still there after their cluster. */
export function killPods(demoDir: string): void;
/** Stops what a launcher that is dead left running. Answers the names; nothing when the launcher lives. */
export function stopLeftovers(demoDir: string): Promise<readonly string[]>;
