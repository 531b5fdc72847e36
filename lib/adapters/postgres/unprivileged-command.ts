import { readFileSync } from "node:fs";

export type Account = { readonly name: string; readonly uid: number; readonly gid: number };
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
};

/** Bits of capabilities(7): either lets an unprivileged server read its binaries below a folder that only root may enter. */
const CAPABILITIES = [
  { bit: 2n, name: "dac_read_search" },
  { bit: 1n, name: "dac_override" },
] as const;

/** Capability to hand down, from the `CapEff` line of /proc/self/status; null when the process has neither. */
export function passableCapability(procStatus: string): string | null {
  const hex = /^CapEff:\s*([0-9a-f]+)$/m.exec(procStatus)?.[1];
  if (hex === undefined) return null;
  const held = BigInt(`0x${hex}`);
  return CAPABILITIES.find(({ bit }) => (held >> bit) & 1n)?.name ?? null;
}

/** Accounts PostgreSQL may run as when we are root: the usual one, else `nobody` (no account is created on the machine). */
export function unprivilegedAccount(passwd = readFileSync("/etc/passwd", "utf8")): Account {
  const accounts = passwd.split("\n").map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const fields = accounts.find(([name]) => name === wanted);
    if (fields) return { name: wanted, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    "PostgreSQL refuses to run as root and /etc/passwd has neither postgres nor nobody: set DATABASE_URL",
  );
}

/**
 * The command line that runs `file` as `account` (null: as we are). As root the parent folders may be closed to that
 * account (a fresh clone in a temporary folder is 0700), so one read capability is handed down, which only setpriv(1) can do.
 * With setpriv the server also stops by itself (SIGINT, a fast shutdown) when its parent dies.
 */
export function unprivilegedCommand(
  file: string,
  args: readonly string[],
  machine: { readonly account: Account | null; readonly setpriv: string | null; readonly capability: string | null },
): Command {
  const { account, setpriv, capability } = machine;
  if (setpriv === null) return account ? { file, args, uid: account.uid, gid: account.gid } : { file, args };
  const identity = account ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"] : [];
  const handedDown =
    account && capability
      ? [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, "--securebits=+no_setuid_fixup"]
      : [];
  return { file: setpriv, args: [...identity, ...handedDown, "--pdeathsig=INT", file, ...args] };
}
