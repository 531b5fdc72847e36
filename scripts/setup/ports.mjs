import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { POD_OFFSETS, PORT_OFFSETS } from "../../demo/stack/ports.mjs";
import { findProgram, run } from "./command.mjs";

/** Every port of the block at `base` with the name of its use. */
export function portsOf(base) {
  const named = Object.entries(PORT_OFFSETS).map(([use, offset]) => ({ use, port: base + offset }));
  for (let offset = POD_OFFSETS.from; offset <= POD_OFFSETS.to; offset += 1)
    named.push({ use: "a pod", port: base + offset });
  return named;
}

export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The ports of the block that somebody else holds, with the holder where the system tells. */
export async function takenPorts(base) {
  const taken = [];
  for (const entry of portsOf(base)) {
    if (!(await isPortFree(entry.port))) taken.push({ ...entry, holder: await portHolder(entry.port) });
  }
  return taken;
}

/** `{ pid, name }` of the process that listens on a TCP port, or null when the system does not say. */
export async function portHolder(port) {
  if (process.platform === "linux") return linuxHolder(port);
  const lsof = findProgram("lsof");
  if (lsof === null) return null;
  const { stdout } = await run(lsof, ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { timeoutMs: 3000 });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid ? { pid: Number(pid), name: /^c(.+)$/m.exec(stdout)?.[1] ?? "?" } : null;
}

function linuxHolder(port) {
  const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    listeningInodes(quietly(() => readFileSync(file, "utf8")) ?? "", port),
  );
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const fd of quietly(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const target = quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
      if (target && inodes.some((inode) => target === `socket:[${inode}]`)) {
        const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
        return {
          pid: Number(pid),
          name: command.split("\0").filter(Boolean).slice(0, 3).join(" ").slice(0, 100) || "?",
        };
      }
    }
  }
  return null;
}

/** Socket numbers in state LISTEN (0A) on a port, from a /proc/net/tcp table. */
export function listeningInodes(table, port) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === "0A")
    .map((fields) => fields[9]);
}

function quietly(read) {
  try {
    return read();
  } catch {
    return null; // processes end while they are looked at, and some belong to others
  }
}
